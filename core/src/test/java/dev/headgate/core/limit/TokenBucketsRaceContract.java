package dev.headgate.core.limit;

import static dev.headgate.core.limit.TokenBucketsContract.NOON;
import static dev.headgate.core.limit.TokenBucketsContract.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link TokenBuckets} does when many ask at once. */
public interface TokenBucketsRaceContract {

  int CALLERS = 64;
  int CALLS = 50;

  TokenBuckets tokenBuckets();

  /** One thread per task; virtual ones where the tests run on a JDK that has them. */
  default ExecutorService threads() {
    return Executors.newCachedThreadPool();
  }

  @Test
  default void aRaceForOneBucketGrantsExactlyItsCapacity() throws Exception {
    List<Bucket> bucket = List.of(fresh("race", Rate.perSecond(1, 1_000)));
    long granted = race(caller -> grants(bucket, NOON));
    assertThat(granted).isEqualTo(1_000);
    assertThat(tokenBuckets().levels(bucket, NOON).get(0).remaining()).isZero();
  }

  @Test
  default void aRaceOverCrossedBucketsGrantsExactlyWhatAllOfThemHold() throws Exception {
    Bucket shared = fresh("shared", Rate.perSecond(1, 1_000));
    Bucket left = fresh("left", Rate.perSecond(1, 300));
    Bucket right = fresh("right", Rate.perSecond(1, 2_000));
    long granted =
        race(caller ->
            caller % 2 == 0
                ? grants(List.of(shared, left), NOON)
                : grants(List.of(right, shared), NOON));
    List<Level> levels = tokenBuckets().levels(List.of(shared, left, right), NOON);
    assertThat(granted).isEqualTo(1_000);
    assertThat(levels.get(0).remaining()).isZero();
    assertThat(levels.get(1).remaining() + levels.get(2).remaining()).isEqualTo(2_300 - 1_000);
  }

  @Test
  default void noBucketIsChargedForAnothersRefusal() throws Exception {
    Bucket wide = fresh("wide", Rate.perSecond(1, 10_000));
    List<Bucket> own =
        IntStream.range(0, CALLERS).mapToObj(i -> fresh("own", Rate.perSecond(1, 7))).toList();
    long granted = race(caller -> grants(List.of(wide, own.get(caller)), NOON));
    assertThat(granted).isEqualTo(CALLERS * 7L);
    assertThat(tokenBuckets().levels(List.of(wide), NOON).get(0).remaining())
        .isEqualTo(10_000 - granted);
  }

  @Test
  default void aRaceOverMovingTimeStaysWithinTheBound() throws Exception {
    List<Bucket> bucket = List.of(fresh("moving", Rate.perSecond(1_000, 10)));
    long step = TokenBucketsContract.SECOND / 1_000;
    long granted =
        race(caller ->
            IntStream.range(0, CALLS)
                .filter(i -> tokenBuckets().take(bucket, 1, NOON + i * step) == 0)
                .count());
    assertThat(granted).isBetween(10L, 10L + CALLS - 1);
  }

  private long grants(List<Bucket> buckets, long now) {
    return IntStream.range(0, CALLS)
        .filter(call -> tokenBuckets().take(buckets, 1, now) == 0)
        .count();
  }

  private long race(IntToLongFunction caller) throws InterruptedException, ExecutionException {
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = threads();
    try {
      List<Future<Long>> results =
          IntStream.range(0, CALLERS)
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
