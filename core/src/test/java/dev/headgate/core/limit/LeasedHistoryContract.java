package dev.headgate.core.limit;

import static dev.headgate.core.limit.TokenBucketsContract.NOON;
import static dev.headgate.core.limit.TokenBucketsContract.SECOND;
import static dev.headgate.core.limit.TokenBucketsContract.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several processes that lease from one store: what all of them admitted is held to the bound. */
public interface LeasedHistoryContract {

  int PROCESSES = 4;

  TokenBuckets tokenBuckets();

  TokenLeases tokenLeases();

  /** One thread per task; virtual ones where the tests run on a JDK that has them. */
  default ExecutorService threads() {
    return Executors.newCachedThreadPool();
  }

  /** The grants of all processes by bucket, and the time they share. */
  final class History {
    final AtomicLong time = new AtomicLong(NOON);
    final List<LeasedTokenBuckets> processes;
    final Map<Bucket, SpentPermits> spent = new ConcurrentHashMap<>();

    History(LeasedHistoryContract contract) {
      processes =
          IntStream.range(0, PROCESSES)
              .mapToObj(i ->
                  new LeasedTokenBuckets(
                      contract.tokenBuckets(), contract.tokenLeases(), time::get))
              .toList();
    }

    boolean take(TokenBuckets process, List<Bucket> buckets, long permits) {
      long now = time.get();
      boolean granted = process.take(buckets, permits, now) == 0;
      if (granted) {
        buckets.forEach(bucket -> of(bucket).add(now, permits));
      }
      return granted;
    }

    SpentPermits of(Bucket bucket) {
      return spent.computeIfAbsent(bucket, any -> new SpentPermits());
    }

    void assertWithin(String where) {
      spent.forEach((bucket, permits) -> permits.assertWithin(bucket.rule(), where + bucket));
    }
  }

  @Test
  default void leasedAndUnleasedProcessesTogetherNeverExceedTheBound() {
    long seed = Long.getLong("headgate.seed", System.nanoTime());
    System.out.println("LeasedHistoryContract: -Dheadgate.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      History history = new History(this);
      List<TokenBuckets> deciders = new ArrayList<>(history.processes);
      deciders.add(tokenBuckets());
      Bucket global = fresh("global", rate(random, 2_000));
      List<Bucket> teams = List.of(fresh("a", rate(random, 1_000)), fresh("b", rate(random, 500)));
      int eagerness = random.nextInt(1, 30);
      for (int step = 0; step < 300; step++) {
        long most = random.nextInt(8) == 0 ? 3 * TokenLeases.TERM : TokenLeases.TERM / 25;
        history.time.addAndGet(random.nextLong(most));
        TokenBuckets decider = deciders.get(random.nextInt(deciders.size()));
        List<Bucket> levels =
            random.nextInt(4) == 0
                ? List.of(global)
                : List.of(global, teams.get(random.nextInt(teams.size())));
        for (int call = 0; call < eagerness; call++) {
          history.take(decider, levels, random.nextInt(5) == 0 ? random.nextLong(1, 9) : 1);
        }
        if (random.nextInt(10) == 0) {
          history.processes.get(random.nextInt(PROCESSES)).settle();
        }
      }
      history.processes.forEach(LeasedTokenBuckets::close);
      history.assertWithin("seed " + seed + ", round " + round + ", ");
    }
  }

  private static Rate rate(Random random, int most) {
    long permits = random.nextLong(10, most);
    return Rate.perSecond(permits, random.nextLong(1 + permits / 8, 2 * permits));
  }

  @Test
  default void fourSaturatingProcessesUseTheLimit() {
    for (Rate rate :
        List.of(
            Rate.perSecond(100, 200),
            Rate.perSecond(1_000, 2_000),
            Rate.perSecond(5_000, 1_500),
            Rate.perMinute(100, 100))) {
      History history = new History(this);
      Bucket bucket = fresh("saturated", rate);
      long end = NOON + 5 * SECOND;
      while (history.time.get() < end) {
        for (LeasedTokenBuckets process : history.processes) {
          for (int call = 0; call < 10; call++) {
            history.take(process, List.of(bucket), 1);
          }
        }
        history.time.addAndGet(SECOND / 2_000);
      }
      double full = rate.burst() + 5e9 / rate.interval();
      history.assertWithin(rate.toString());
      assertThat((double) history.of(bucket).total())
          .as(rate.toString())
          .isGreaterThan(0.95 * full);
    }
  }

  @Test
  default void threadsOfSeveralProcessesAdmitWhatOneBucketHolds() throws Exception {
    History history = new History(this);
    Bucket shared = fresh("shared", Rate.perSecond(1, 20_000));
    List<Bucket> own =
        IntStream.range(0, 4).mapToObj(i -> fresh("own", Rate.perSecond(1, 50_000))).toList();
    long granted =
        race(thread -> {
          LeasedTokenBuckets process = history.processes.get(thread % PROCESSES);
          List<Bucket> levels = List.of(shared, own.get(thread / PROCESSES));
          return IntStream.range(0, 3_000)
              .filter(call -> process.take(levels, 1, NOON) == 0)
              .count();
        });
    assertThat(granted).isLessThanOrEqualTo(20_000);
    history.processes.forEach(LeasedTokenBuckets::close);
    long left = tokenBuckets().levels(List.of(shared), NOON).get(0).remaining();
    long ownSpent =
        tokenBuckets().levels(own, NOON).stream().mapToLong(l -> 50_000 - l.remaining()).sum();
    // What was neither spent nor came back was on its way between two stocks, a few at most.
    assertThat(left + granted).isBetween(19_900L, 20_000L);
    assertThat(ownSpent).isBetween(granted, granted + 100);
  }

  @Test
  default void threadsOverMovingTimeStayWithinTheBound() throws Exception {
    History history = new History(this);
    Bucket bucket = fresh("moving", Rate.perSecond(10_000, 4_000));
    AtomicLong granted = new AtomicLong();
    race(thread -> {
      LeasedTokenBuckets process = history.processes.get(thread % PROCESSES);
      for (int call = 0; call < 5_000; call++) {
        if (thread == 0) {
          history.time.addAndGet(SECOND / 5_000);
          process.settle();
        }
        if (process.take(List.of(bucket), 1, history.time.get()) == 0) {
          granted.incrementAndGet();
        }
      }
      return 0;
    });
    assertThat(granted.get()).isBetween(4_000L, 4_000L + 10_000);
  }

  private long race(ToLongFunction<Integer> caller) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = threads();
    try {
      List<Future<Long>> results =
          IntStream.range(0, 4 * PROCESSES)
              .mapToObj(i ->
                  threads.submit(() -> {
                    start.await();
                    return caller.applyAsLong(i);
                  }))
              .toList();
      start.countDown();
      long sum = 0;
      for (Future<Long> result : results) {
        sum += result.get();
      }
      return sum;
    } finally {
      threads.shutdownNow();
    }
  }
}
