package dev.headgate.core.limit;

import dev.headgate.core.limit.Decision.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The buckets that this process leases and what it holds of each: which are leased, what can be
 * spent of them, and what they say of a call, all without a word to the store. Thread-safe.
 */
final class Stocks {

  private final Map<BucketKey, Stock> stocks = new ConcurrentHashMap<>();
  private final Sightings sightings = new Sightings();
  private volatile boolean closed;

  @Nullable Stock of(Bucket bucket) {
    return stocks.get(bucket.key());
  }

  /** What can be spent of the bucket now; null: nothing is held of it. */
  @Nullable Held spendable(Bucket bucket, long tick) {
    Stock stock = of(bucket);
    return stock == null ? null : stock.spendable(bucket.rule(), tick);
  }

  Collection<Stock> all() {
    return stocks.values();
  }

  int size() {
    return stocks.size();
  }

  @Nullable Stock remove(BucketKey key) {
    return stocks.remove(key);
  }

  /** Lets go of buckets that nobody asks for any more. */
  void removeIdle(long tick) {
    stocks.values().removeIf(stock -> stock.isIdle(tick));
  }

  /** From now on nothing is leased. */
  void close() {
    closed = true;
  }

  void clear() {
    stocks.clear();
  }

  /** Spends the permits of all buckets from what is held, or of none. */
  boolean spend(List<Bucket> buckets, long permits, long tick) {
    return spend(buckets, 0, permits, tick);
  }

  /** Takes from one bucket after the other on the way in; on the way out, puts back or not. */
  private boolean spend(List<Bucket> buckets, int index, long permits, long tick) {
    if (index == buckets.size()) {
      return true;
    }
    Bucket bucket = buckets.get(index);
    Held held = spendable(bucket, tick);
    if (held == null || !held.spend(permits)) {
      return false;
    }
    if (spend(buckets, index + 1, permits, tick)) {
      return true;
    }
    held.putBack(permits);
    return false;
  }

  /** Whether all of them are leased; notes those that are not, and leases them if they return. */
  boolean areLeased(List<Bucket> buckets, long tick) {
    boolean all = true;
    for (Bucket bucket : buckets) {
      if (of(bucket) == null) {
        all = false;
        if (isLeasable(bucket.rule())
            && sightings.again(bucket.key(), tick)
            && stocks.size() < LeasedTokenBuckets.MOST_STOCKS
            && !closed) {
          stocks.putIfAbsent(bucket.key(), new Stock(tick));
        }
      }
    }
    return all;
  }

  private static boolean isLeasable(Gcra rule) {
    return rule.window() >= LeasedTokenBuckets.LEAST_TERMS * TokenLeases.TERM;
  }

  /** The longest wait of any of the buckets, by what the store said last. */
  long delay(List<Bucket> buckets, long permits, long tick) {
    long longest = 0;
    for (int i = 0; i < buckets.size(); i++) {
      longest = Math.max(longest, delay(buckets.get(i), permits, tick));
    }
    return longest;
  }

  private long delay(Bucket bucket, long permits, long tick) {
    Stock stock = of(bucket);
    return stock == null ? 0 : stock.delay(bucket, permits, tick);
  }

  /** The first bucket that has too little for this call. */
  @Nullable Stock firstDry(List<Bucket> buckets, long permits, long tick) {
    for (Bucket bucket : buckets) {
      Stock stock = of(bucket);
      if (stock != null && stock.lacks(bucket.rule(), permits, tick)) {
        return stock;
      }
    }
    return null;
  }

  /** The level of the bucket that has least left; null: none is leased any more. */
  @Nullable Level tightest(List<Bucket> buckets, long tick) {
    Level tightest = null;
    for (Bucket bucket : buckets) {
      Level level = level(bucket, tick);
      if (level != null && (tightest == null || level.remaining() < tightest.remaining())) {
        tightest = level;
      }
    }
    return tightest;
  }

  private @Nullable Level level(Bucket bucket, long tick) {
    Stock stock = of(bucket);
    return stock == null ? null : stock.level(bucket, tick);
  }

  /** The refusal that was decided, or null if its time has come meanwhile. */
  @Nullable Decision refused(List<Bucket> buckets, long permits, long tick) {
    List<String> violated = new ArrayList<>(buckets.size());
    Level slowest = null;
    long longest = 0;
    for (Bucket bucket : buckets) {
      long own = delay(bucket, permits, tick);
      Level level = level(bucket, tick);
      if (own > 0 && level != null) {
        violated.add(level.policy());
        slowest = own > longest ? level : slowest;
        longest = Math.max(own, longest);
      }
    }
    return slowest == null ? null : new Refused(slowest, longest, violated);
  }
}
