package dev.headgate.storage.redis.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Lease;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.slot.RedisSlots;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where keys are spread over several servers, those of one decision lie on one of them. */
class RedisClusterTest {

  private static final Rate SLOW = new Rate(1, Duration.ofHours(1), 100);

  @Test
  void decisionsAndPlacesAreExactOverACluster() {
    try (RedisConnection redis = new RedisConnection(RealRedis.inCluster())) {
      TokenBuckets buckets = new RedisTokenBuckets(redis);
      List<Bucket> levels =
          IntStream.range(0, 16)
              .mapToObj(i -> new Bucket(new BucketKey("level-" + i, "subject-" + i), SLOW))
              .toList();
      List<Long> granted =
          Race.of(
              8,
              runner ->
                  IntStream.range(0, 20).filter(i -> buckets.take(levels, 1, 0) == 0).count());
      assertThat(granted.stream().mapToLong(Long::longValue).sum()).isEqualTo(100);

      List<Bucket> full = List.of(new Bucket(BucketKey.shared("full"), SLOW));
      List<Lease> leases = new RedisTokenLeases(redis).takeUpTo(full, new long[] {30}, 0);
      assertThat(leases.get(0).permits()).isEqualTo(30);

      Slots slots = new RedisSlots(redis);
      List<SlotPool> pools = List.of(new SlotPool("all", 2), new SlotPool("team", 1));
      Instant now = Instant.EPOCH;
      assertThat(slots.acquire("one", pools, Duration.ofMinutes(1), now))
          .isInstanceOf(SlotDecision.Taken.class);
      assertThat(slots.acquire("two", pools, Duration.ofMinutes(1), now))
          .isInstanceOf(SlotDecision.Full.class);
      assertThat(slots.occupied("all", now)).isEqualTo(1);
    }
  }
}
