package dev.headgate.core.limit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The rule itself, one call at a time over a map that forgets nothing: what adapters must equal.
 */
public final class ModelTokenBuckets implements TokenBuckets, TokenLeases {

  private final Map<BucketKey, Long> tats = new HashMap<>();

  @Override
  public synchronized Decision acquire(List<Bucket> buckets, long permits, long now) {
    TokenBuckets.check(buckets, permits);
    long delay = 0;
    for (Bucket bucket : buckets) {
      delay = Math.max(delay, bucket.rule().delay(tat(bucket), permits, now));
    }
    return delay == 0 ? grant(buckets, permits, now) : refuse(buckets, permits, now, delay);
  }

  private Decision grant(List<Bucket> buckets, long permits, long now) {
    for (Bucket bucket : buckets) {
      tats.put(bucket.key(), bucket.rule().charge(tat(bucket), permits, now));
    }
    Level tightest = null;
    for (Level level : levels(buckets, now)) {
      if (tightest == null || level.remaining() < tightest.remaining()) {
        tightest = level;
      }
    }
    return new Decision.Granted(Objects.requireNonNull(tightest));
  }

  private Decision refuse(List<Bucket> buckets, long permits, long now, long delay) {
    List<String> violated = new ArrayList<>();
    Level tightest = null;
    for (Level level : levels(buckets, now)) {
      long own = level.bucket().rule().delay(level.tat(), permits, now);
      if (own > 0) {
        violated.add(level.policy());
      }
      if (own == delay && tightest == null) {
        tightest = level;
      }
    }
    return new Decision.Refused(Objects.requireNonNull(tightest), delay, violated);
  }

  @Override
  public synchronized List<Level> levels(List<Bucket> buckets, long now) {
    return buckets.stream().map(bucket -> new Level(bucket, tat(bucket), now)).toList();
  }

  @Override
  public synchronized List<Lease> takeUpTo(List<Bucket> buckets, long[] wanted, long now) {
    TokenLeases.check(buckets, wanted);
    List<Lease> leases = new ArrayList<>();
    long end = TokenLeases.end(now);
    for (int i = 0; i < wanted.length; i++) {
      Bucket bucket = buckets.get(i);
      long permits = Math.min(wanted[i], bucket.rule().leasable(tat(bucket), end, now));
      if (permits > 0) {
        tats.put(bucket.key(), bucket.rule().charge(tat(bucket), permits, end));
      }
      leases.add(new Lease(new Level(bucket, tat(bucket), now), permits, end));
    }
    return leases;
  }

  @Override
  public synchronized void giveBack(List<Lease> unspent, long now) {
    for (Lease lease : unspent) {
      if (now < lease.end()) {
        tats.computeIfPresent(
            lease.bucket().key(),
            (key, tat) -> lease.bucket().rule().giveBack(tat, lease.permits(), lease.end()));
      }
    }
  }

  @Override
  public synchronized void forget(BucketKey key) {
    tats.remove(key);
  }

  private long tat(Bucket bucket) {
    return tats.getOrDefault(bucket.key(), Gcra.AT_REST);
  }
}
