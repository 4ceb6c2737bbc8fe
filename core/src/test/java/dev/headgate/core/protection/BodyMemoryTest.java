package dev.headgate.core.protection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.http.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
  @Test
  void takesAllOrNone() {
    BodyMemory memory = new BodyMemory(100);
    assertThat(memory.take(60)).isTrue();
    assertThat(memory.take(41)).isFalse();
    assertThat(memory.taken()).isEqualTo(60);
    assertThat(memory.take(40)).isTrue();
    memory.giveBack(100);

    assertThat(memory.taken()).isZero();
    assertThat(memory.peak()).isEqualTo(100);
    assertThat(memory.refused()).isEqualTo(1);
  }

  @Test
  void countsABodyOnceHoweverManyHoldIt() {
    BodyMemory memory = new BodyMemory(100);
    Body body = new Body(new byte[80]);
    Body same = new Body(new byte[80]);

    assertThat(memory.hold(body)).isTrue();
    assertThat(memory.hold(body)).isTrue();
    assertThat(memory.hold(same)).isFalse();
    memory.letGo(body);
    assertThat(memory.taken()).isEqualTo(80);
    memory.letGo(body);

    assertThat(memory.taken()).isZero();
    assertThat(memory.hold(same)).isTrue();
  }

  @Test
  void holdsWhatIsLetGoOfNeverBelowNothing() {
    BodyMemory memory = new BodyMemory(100);
    memory.letGo(new Body(new byte[10]));

    assertThat(memory.taken()).isZero();
  }

  @Test
  void neverGivesMoreThanThereIsToManyThreads() throws InterruptedException {
    BodyMemory memory = new BodyMemory(1_000);
    List<Body> bodies = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      bodies.add(new Body(new byte[200 + i]));
    }
    AtomicLong over = new AtomicLong();
    AtomicInteger held = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(16);
    for (int thread = 0; thread < 16; thread++) {
      int first = thread;
      new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  Body body = bodies.get((first + i) % bodies.size());
                  if (memory.hold(body)) {
                    held.incrementAndGet();
                    over.accumulateAndGet(memory.taken() - memory.most(), Math::max);
                    memory.letGo(body);
                  }
                }
                done.countDown();
              })
          .start();
    }
    done.await();

    assertThat(held.get()).isPositive();
    assertThat(over.get()).isZero();
    assertThat(memory.peak()).isLessThanOrEqualTo(1_000);
    assertThat(memory.taken()).isZero();
  }
}
