package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headgate.core.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Downloads that take turns, in a time of their own. */
class TurnsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final long MEBIBYTE = 1 << 20;

  /** What the work itself takes, so that time goes on while nobody has to wait. */
  private static final Duration WORK = Duration.ofNanos(1_000);

  private final ManualTime time = new ManualTime(NOON);
  private final OneAtATime threads = new OneAtATime(time);
  private final ByteThrottle throttle = ByteThrottle.of(MEBIBYTE, time);
  private final List<Mover> movers = new ArrayList<>();

  /** A download that moves so many bytes at once, as fast as it may. */
  private final class Mover {
    private final AtomicLong moved = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();

    Mover(int piece) {
      ByteThrottle.Share share = throttle.share(threads);
      movers.add(this);
      threads.start(() -> {
        try {
          while (!stopped.get()) {
            share.moved(piece);
            moved.addAndGet(piece);
            threads.await(WORK);
          }
        } catch (IOException impossible) {
          throw new UncheckedIOException(impossible);
        } catch (InterruptedException stopping) {
          Thread.currentThread().interrupt();
        }
      });
    }
  }

  private long total() {
    return movers.stream().mapToLong(mover -> mover.moved.get()).sum();
  }

  @Test
  void allOfThemTogetherKeepToTheRate() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      new Mover(8 << 10);
    }
    threads.run(Duration.ofSeconds(60));
    assertThat(total()).isCloseTo(60 * MEBIBYTE, Percentage.withPercentage(1));
  }

  @Test
  void eachHasItsShareWhateverTheSizeOfItsSteps() throws InterruptedException {
    new Mover(2 << 10);
    new Mover(8 << 10);
    new Mover(64 << 10);
    new Mover(512 << 10);
    threads.run(Duration.ofSeconds(60));
    for (Mover mover : movers) {
      assertThat(mover.moved.get()).isCloseTo(total() / 4, Percentage.withPercentage(5));
    }
  }

  @Test
  void whoComesLaterHasItsShareFromThenOn() throws InterruptedException {
    Mover first = new Mover(8 << 10);
    threads.run(Duration.ofSeconds(30));
    long alone = first.moved.get();
    Mover second = new Mover(8 << 10);
    threads.run(Duration.ofSeconds(10));
    assertThat(alone).isCloseTo(30 * MEBIBYTE, Percentage.withPercentage(2));
    assertThat(second.moved.get()).isCloseTo(5 * MEBIBYTE, within(128L << 10));
    assertThat(first.moved.get() - alone).isCloseTo(5 * MEBIBYTE, within(128L << 10));
  }

  @Test
  void whoIsAloneAgainHasAllOfIt() throws InterruptedException {
    Mover first = new Mover(8 << 10);
    Mover second = new Mover(64 << 10);
    threads.run(Duration.ofSeconds(10));
    long shared = first.moved.get();
    second.stopped.set(true);
    threads.run(Duration.ofSeconds(10));
    assertThat(first.moved.get() - shared).isCloseTo(10 * MEBIBYTE, Percentage.withPercentage(3));
  }

  @Test
  void aQuarterOfASecondMayComeAtOnceAfterARestAndNoMore() throws InterruptedException {
    new Mover(8 << 10).stopped.set(true);
    threads.run(Duration.ofSeconds(5));
    Mover next = new Mover(8 << 10);
    threads.run(Duration.ofMillis(1));
    assertThat(next.moved.get()).isBetween(240L << 10, 290L << 10);
  }
}
