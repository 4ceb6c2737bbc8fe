package dev.headgate.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link Alarm} promises. Its clock is the machine's. */
public interface AlarmContract {

  /** An alarm to be tested. */
  Alarm alarm();

  @Test
  default void callsBackWhenTheTimeHasComeAndNotBefore() throws Exception {
    Instant due = Instant.now().plusMillis(30);
    CompletableFuture<Instant> called = new CompletableFuture<>();
    alarm().at(due, () -> called.complete(Instant.now()));
    assertThat(called.get(30, TimeUnit.SECONDS)).isAfterOrEqualTo(due);
  }

  @Test
  default void callsBackAtOnceForATimeThatHasPassed() throws InterruptedException {
    CountDownLatch called = new CountDownLatch(1);
    alarm().at(Instant.now().minusSeconds(1), called::countDown);
    assertThat(called.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  default void callsNobodyBackWhenCalledOff() throws InterruptedException {
    Alarm alarm = alarm();
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch later = new CountDownLatch(1);
    alarm.at(Instant.now().plusMillis(50), calls::incrementAndGet).run();
    alarm.at(Instant.now().plusMillis(100), later::countDown);
    assertThat(later.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(calls).hasValue(0);
  }

  @Test
  default void letsAnActionBlockWithoutHoldingUpTheNext() throws InterruptedException {
    Alarm alarm = alarm();
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    alarm.at(Instant.now(), () -> awaitQuietly(release));
    alarm.at(Instant.now(), second::countDown);
    assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
    release.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
