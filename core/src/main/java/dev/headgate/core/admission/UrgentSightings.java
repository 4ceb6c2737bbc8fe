package dev.headgate.core.admission;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.quota.QuotaKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When an urgent request was last seen on a counter, by any process. The memory is a bucket of one
 * permit that takes as long to refill as a sighting counts: whoever is urgent empties it anew, and
 * as long as it is not full there was somebody. Written and read at most once a second for each
 * counter.
 */
final class UrgentSightings {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final int MOST = 10_000;

  private final TokenBuckets buckets;
  private final Duration lately;
  private final ConcurrentHashMap<QuotaKey, Sighting> known = new ConcurrentHashMap<>();

  UrgentSightings(TokenBuckets buckets, Duration lately) {
    this.buckets = buckets;
    this.lately = lately;
  }

  /** An urgent request is here now. */
  void seen(QuotaKey key, Instant now) {
    Sighting last = known.get(key);
    if (last == null || !now.isBefore(last.seen().plus(FRESH))) {
      remember(key, new Sighting(now, now));
      List<Bucket> memory = bucket(key);
      buckets.forget(memory.get(0).key());
      buckets.take(memory, 1, EpochNanos.of(now));
    }
  }

  /** When one was seen; long ago where none was seen lately. */
  Instant latest(QuotaKey key, Instant now) {
    Sighting last = known.get(key);
    if (last == null || !now.isBefore(last.looked().plus(FRESH))) {
      last = looked(key, now);
      remember(key, last);
    }
    return last.seen();
  }

  private Sighting looked(QuotaKey key, Instant now) {
    Level level = buckets.levels(bucket(key), EpochNanos.of(now)).get(0);
    long left = level.tat() > level.now() ? level.tat() - level.now() : 0;
    Instant seen = left == 0 ? Instant.EPOCH : now.plusNanos(left).minus(lately);
    Sighting own = known.get(key);
    return new Sighting(own != null && own.seen().isAfter(seen) ? own.seen() : seen, now);
  }

  private List<Bucket> bucket(QuotaKey key) {
    String subject = key.host() + '|' + key.principal().id() + '|' + key.resource();
    long interval = Math.max(1, lately.toNanos());
    return List.of(new Bucket(new BucketKey("github-urgent", subject), new Gcra(interval, 1)));
  }

  private void remember(QuotaKey key, Sighting sighting) {
    if (known.size() >= MOST) {
      known.clear();
    }
    known.put(key, sighting);
  }

  private record Sighting(Instant seen, Instant looked) {}
}
