package dev.headgate.storage.memory.limit;

import static org.awaitility.Awaitility.await;

import dev.headgate.core.ManualTime;
import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Rate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLimitSweeperTest {

  private static final Duration SOON = Duration.ofMillis(1);

  private final ManualTime time = ManualTime.atNoon();

  @Test
  void dropsIdleBucketsThoughNobodyAsks() {
    MemoryTokenBuckets buckets = filled();
    MemoryLimitSweeper sweeper = new MemoryLimitSweeper(buckets, time, SOON);
    time.advance(Duration.ofHours(1));
    await().until(() -> buckets.size() == 0);
    sweeper.close();
    await().until(sweeper::hasEnded);
  }

  @Test
  @SuppressWarnings("CallToSystemGC") // what is unused is collected at some time; here it is now
  void endsWhenTheBucketsAreNotUsedAnyMore() {
    try (MemoryLimitSweeper sweeper = new MemoryLimitSweeper(filled(), time, SOON)) {
      await()
          .until(() -> {
            System.gc();
            return sweeper.hasEnded();
          });
    }
  }

  private MemoryTokenBuckets filled() {
    MemoryTokenBuckets buckets = new MemoryTokenBuckets(MemoryLimitConfig.DEFAULTS);
    for (int i = 0; i < 1_000; i++) {
      BucketKey key = new BucketKey("caller", "c" + i);
      buckets.acquire(List.of(new Bucket(key, Rate.perSecond(1, 5))), 1, time.instant());
    }
    return buckets;
  }
}
