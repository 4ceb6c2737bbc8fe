package dev.headgate.core.protection;

import static dev.headgate.core.priority.Priority.CRITICAL;
import static dev.headgate.core.priority.Priority.HIGH;
import static dev.headgate.core.priority.Priority.LOW;
import static dev.headgate.core.priority.Priority.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.protection.SheddingPolicy.Mode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Requests in one queue before a machine that begins so many a second. */
class LoadShedderTest {
  private static final SheddingPolicy POLICY =
      new SheddingPolicy(Mode.ENFORCE, Duration.ofMillis(400), 10);
  private static final CpuUse SPENT = new CpuUse(0.97, 0, 0);
  private static final Duration STEP = Duration.ofMillis(10);

  private final ManualTime time = ManualTime.atNoon();
  private LoadShedder shedder = new LoadShedder(POLICY);
  private final Deque<Long> queue = new ArrayDeque<>();
  private final Map<Priority, Integer> asked = new EnumMap<>(Priority.class);
  private final Map<Priority, Integer> refused = new EnumMap<>(Priority.class);
  private final Map<Priority, Double> owed = new EnumMap<>(Priority.class);
  private CpuUse cpu = CpuUse.UNKNOWN;
  private double strength;
  private long longestWait;

  @Test
  void letsAllInWhileNobodyWaits() {
    run(Duration.ofSeconds(10), 1000, Map.of(LOW, 400, NORMAL, 500));

    assertThat(refused).isEmpty();
    assertThat(shedder.status().shedding()).isFalse();
  }

  @Test
  void letsABurstInThatIsWorkedOffSoon() {
    arrive(NORMAL, 5_000);
    run(Duration.ofSeconds(2), 40_000, Map.of(LOW, 1_000, NORMAL, 10_000));

    assertThat(refused).isEmpty();
  }

  @Test
  void refusesLowPriorityFirstAndServesTheRest() {
    run(Duration.ofSeconds(3), 1000, Map.of(LOW, 1500, NORMAL, 500, HIGH, 300));
    forget();
    run(Duration.ofSeconds(20), 1000, Map.of(LOW, 1500, NORMAL, 500, HIGH, 300));

    assertThat(share(refused, LOW)).isBetween(0.82, 0.92);
    assertThat(share(refused, NORMAL)).isLessThan(0.01);
    assertThat(share(refused, HIGH)).isZero();
    assertThat(longestWait).isLessThan(Duration.ofMillis(800).toNanos());
  }

  @Test
  void refusesNormalPriorityWhereLowIsNotEnough() {
    run(Duration.ofSeconds(3), 1000, Map.of(LOW, 1500, NORMAL, 2000, HIGH, 500));
    forget();
    run(Duration.ofSeconds(20), 1000, Map.of(LOW, 1500, NORMAL, 2000, HIGH, 500));

    assertThat(share(refused, LOW)).isGreaterThan(0.99);
    assertThat(share(refused, NORMAL)).isBetween(0.70, 0.80);
    assertThat(share(refused, HIGH)).isZero();
  }

  @Test
  void holdsTheQueueShortAtFourTimesTheCapacity() {
    run(Duration.ofSeconds(5), 1000, Map.of(NORMAL, 3600, CRITICAL, 400));
    forget();
    run(Duration.ofSeconds(20), 1000, Map.of(NORMAL, 3600, CRITICAL, 400));

    assertThat(refused).doesNotContainKey(CRITICAL);
    assertThat(longestWait).isLessThan(Duration.ofMillis(1300).toNanos());
    // What the machine can do is not left undone for it.
    double served = count(asked, NORMAL) + count(asked, CRITICAL) - count(refused, NORMAL);
    assertThat(served / 20).isGreaterThan(980);
  }

  @Test
  void waitsAQuarterAsLongWhileTheProcessorsAreSpent() {
    cpu = SPENT;
    run(Duration.ofSeconds(3), 1000, Map.of(LOW, 2000));
    forget();
    run(Duration.ofSeconds(10), 1000, Map.of(LOW, 2000));

    assertThat(longestWait).isLessThan(Duration.ofMillis(200).toNanos());
  }

  @Test
  void letsAllInAgainWhenTheLoadIsGone() {
    run(Duration.ofSeconds(5), 1000, Map.of(LOW, 4000));
    assertThat(shedder.status().shedding()).isTrue();

    run(Duration.ofSeconds(3), 1000, Map.of(LOW, 500));
    assertThat(shedder.status().shedding()).isFalse();
    forget();
    run(Duration.ofSeconds(5), 1000, Map.of(LOW, 900));

    assertThat(refused).isEmpty();
  }

  @Test
  void followsAMachineThatBecomesSlower() {
    run(Duration.ofSeconds(5), 4000, Map.of(LOW, 3500));
    assertThat(refused).isEmpty();
    run(Duration.ofSeconds(5), 500, Map.of(LOW, 3500));
    forget();
    run(Duration.ofSeconds(10), 500, Map.of(LOW, 3500));

    assertThat(longestWait).isLessThan(Duration.ofMillis(700).toNanos());
  }

  @Test
  void refusesNobodyForAPauseOfTheWholeProcess() {
    run(Duration.ofSeconds(2), 1000, Map.of(NORMAL, 200));
    time.advance(Duration.ofSeconds(30));
    run(Duration.ofSeconds(2), 1000, Map.of(NORMAL, 200));

    assertThat(refused).isEmpty();
  }

  @Test
  void refusesNobodyWhileOnlyAFewWait() {
    // Each takes two seconds: GitHub, a store or a disk may be slow, but there is no queue.
    for (int second = 0; second < 60; second++) {
      arrive(LOW, 4);
      for (int window = 0; window < 20; window++) {
        time.advance(LoadShedder.WINDOW);
        shedder.look(time.instant(), SPENT);
      }
      for (int i = 0; i < 4; i++) {
        begin();
      }
    }

    assertThat(refused).isEmpty();
  }

  @Test
  void noticesThatNothingIsBegunAtAll() {
    arrive(NORMAL, 100);
    run(Duration.ofSeconds(1), 0, Map.of());

    assertThat(shedder.status().delay()).isGreaterThan(Duration.ofMillis(900));
    assertThat(shedder.admit(LOW)).isFalse();
    assertThat(shedder.admit(CRITICAL)).isFalse();
  }

  @Test
  void countsWithoutRefusingInShadowMode() {
    shedder = new LoadShedder(new SheddingPolicy(Mode.SHADOW, Duration.ofMillis(400), 10));
    run(Duration.ofSeconds(5), 1000, Map.of(LOW, 4000));

    assertThat(refused).isEmpty();
    assertThat(shedder.status().shed().get(LOW)).isPositive();
  }

  @Test
  void doesNothingWhereItIsOff() {
    shedder = new LoadShedder(new SheddingPolicy(Mode.OFF, Duration.ofMillis(400), 10));
    run(Duration.ofSeconds(5), 1000, Map.of(LOW, 4000));

    assertThat(refused).isEmpty();
    assertThat(shedder.status().shedding()).isFalse();
  }

  @Test
  void countsExactlyUnderManyThreads() throws InterruptedException {
    int threads = 32;
    CountDownLatch done = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Thread thread =
          new Thread(() -> {
            for (int k = 0; k < 10_000; k++) {
              if (shedder.admit(NORMAL)) {
                shedder.begun(k);
              }
            }
            done.countDown();
          });
      thread.start();
    }
    done.await();

    assertThat(shedder.status().waiting()).isZero();
    assertThat(shedder.status().shed()).containsEntry(NORMAL, 0L);
  }

  private void run(Duration length, int capacity, Map<Priority, Integer> perSecond) {
    long steps = length.dividedBy(STEP);
    for (long step = 0; step < steps; step++) {
      perSecond.forEach((priority, rate) -> {
        double due = owed.merge(priority, rate / 100.0, Double::sum);
        arrive(priority, (int) due);
        owed.put(priority, due - (int) due);
      });
      strength += capacity / 100.0;
      for (; strength >= 1 && !queue.isEmpty(); strength--) {
        begin();
      }
      strength = Math.min(strength, 1);
      time.advance(STEP);
      if (step % 5 == 4) {
        shedder.look(time.instant(), cpu);
      }
    }
  }

  private void arrive(Priority priority, int count) {
    for (int i = 0; i < count; i++) {
      asked.merge(priority, 1, Integer::sum);
      if (shedder.admit(priority)) {
        queue.add(nanos());
      } else {
        refused.merge(priority, 1, Integer::sum);
      }
    }
  }

  private void begin() {
    long waited = nanos() - queue.remove();
    longestWait = Math.max(longestWait, waited);
    shedder.begun(waited);
  }

  private void forget() {
    asked.clear();
    refused.clear();
    longestWait = 0;
  }

  private long nanos() {
    return EpochNanos.of(time.instant());
  }

  private static int count(Map<Priority, Integer> counts, Priority priority) {
    return counts.getOrDefault(priority, 0);
  }

  private double share(Map<Priority, Integer> counts, Priority priority) {
    return count(counts, priority) / (double) count(asked, priority);
  }
}
