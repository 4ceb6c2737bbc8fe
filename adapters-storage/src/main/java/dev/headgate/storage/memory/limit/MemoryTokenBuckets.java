package dev.headgate.storage.memory.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.Lease;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenLeases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Token buckets in this process's memory, exact under any number of threads and bounded in size.
 *
 * <p>The buckets are spread over {@value Stripe#COUNT} stripes. A decision locks the stripes it
 * needs in ascending order, so two decisions never wait for each other in a circle, and holds them
 * for well under a microsecond; reserving by compare-and-set without locks would need permits to be
 * given back, and others would be refused for them meanwhile.
 *
 * <p>Buckets at rest are dropped by {@link #sweep}, which {@link MemoryLimitSweeper} calls, and
 * before a table grows. When the configured number of buckets is in use, keys without a bucket
 * share one per stripe: they are refused more, never granted more, and counted by {@link #crowded}.
 *
 * <p>A granted {@link #take} allocates nothing, unless it is a key's first.
 */
public final class MemoryTokenBuckets implements TokenBuckets, TokenLeases {

  private static final int STRIPE_SHIFT =
      Integer.SIZE - Integer.numberOfTrailingZeros(Stripe.COUNT);

  /** The slots that one sweep looks at under one lock: some microseconds. */
  private static final int SLICE = 256;

  private final Stripe[] stripes = new Stripe[Stripe.COUNT];

  public MemoryTokenBuckets(MemoryLimitConfig config) {
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Stripe(config.maxBuckets() / stripes.length);
    }
  }

  @Override
  public long take(List<Bucket> buckets, long permits, long now) {
    long held = prepare(stripes(buckets, permits), now);
    try {
      return charge(buckets, permits, now);
    } finally {
      unlock(held);
    }
  }

  @Override
  public Decision acquire(List<Bucket> buckets, long permits, long now) {
    long held = prepare(stripes(buckets, permits), now);
    try {
      long delay = charge(buckets, permits, now);
      return delay == 0
          ? new Decision.Granted(scarcest(buckets, now))
          : refused(buckets, permits, now, delay);
    } finally {
      unlock(held);
    }
  }

  @Override
  public List<Level> levels(List<Bucket> buckets, long now) {
    long held = lock(stripes(buckets, 1));
    try {
      List<Level> levels = new ArrayList<>(buckets.size());
      for (Bucket bucket : buckets) {
        levels.add(new Level(bucket, tat(bucket), now));
      }
      return List.copyOf(levels);
    } finally {
      unlock(held);
    }
  }

  @Override
  public List<Lease> takeUpTo(List<Bucket> buckets, long[] wanted, long now) {
    TokenLeases.check(buckets, wanted);
    long end = TokenLeases.end(now);
    List<Lease> leases = new ArrayList<>(wanted.length);
    for (int i = 0; i < wanted.length; i++) {
      leases.add(lease(buckets.get(i), wanted[i], end, now));
    }
    return List.copyOf(leases);
  }

  private Lease lease(Bucket bucket, long wanted, long end, long now) {
    int hash = hash(bucket.key());
    Stripe stripe = stripe(hash);
    stripe.lock();
    try {
      stripe.prepare(now);
      Cell cell = stripe.find(bucket.key(), hash);
      long tat = stripe.tat(cell);
      long permits = Math.min(wanted, bucket.rule().leasable(tat, end, now));
      if (permits > 0) {
        tat = bucket.rule().charge(tat, permits, end);
        stripe.write(cell, bucket.key(), hash, tat);
      }
      return new Lease(new Level(bucket, tat, now), permits, end);
    } finally {
      stripe.unlock();
    }
  }

  @Override
  public void giveBack(List<Lease> unspent, long now) {
    for (Lease lease : unspent) {
      if (now < lease.end()) {
        giveBack(lease.bucket(), lease.permits(), lease.end());
      }
    }
  }

  /** A bucket that has no cell of its own shares one, and what comes back to it stays charged. */
  private void giveBack(Bucket bucket, long permits, long end) {
    int hash = hash(bucket.key());
    Stripe stripe = stripe(hash);
    stripe.lock();
    try {
      Cell cell = stripe.find(bucket.key(), hash);
      if (cell != null) {
        cell.tat = bucket.rule().giveBack(cell.tat, permits, end);
      }
    } finally {
      stripe.unlock();
    }
  }

  @Override
  public void forget(BucketKey key) {
    int hash = hash(key);
    Stripe stripe = stripe(hash);
    stripe.lock();
    try {
      stripe.forget(key, hash);
    } finally {
      stripe.unlock();
    }
  }

  /** Drops every bucket at rest, a few at a time so that no decision waits; for a timer. */
  public void sweep(Instant now) {
    long nanos = EpochNanos.of(now);
    for (Stripe stripe : stripes) {
      int slots = SLICE;
      for (int from = 0; from < slots; from += SLICE) {
        stripe.lock();
        try {
          stripe.sweep(from, from + SLICE, nanos);
          slots = stripe.slots();
        } finally {
          stripe.unlock();
        }
      }
      stripe.lock();
      try {
        stripe.shrink();
      } finally {
        stripe.unlock();
      }
    }
  }

  /** The number of buckets held. */
  public int size() {
    return (int) sum(Stripe::size);
  }

  /** How many grants were charged to a shared bucket because the configured number was in use. */
  public long crowded() {
    return sum(Stripe::crowded);
  }

  private long sum(ToLongFunction<Stripe> count) {
    long sum = 0;
    for (Stripe stripe : stripes) {
      stripe.lock();
      try {
        sum += count.applyAsLong(stripe);
      } finally {
        stripe.unlock();
      }
    }
    return sum;
  }

  /** Zero and every bucket is charged, or the longest wait and none is. */
  private long charge(List<Bucket> buckets, long permits, long now) {
    return buckets.size() == 3
        ? charge(buckets.get(0), buckets.get(1), buckets.get(2), permits, now)
        : charge(buckets, 0, permits, now, 0);
  }

  /** Everyone, a group, a caller: the usual levels, a sixth faster than by the general way. */
  private long charge(Bucket a, Bucket b, Bucket c, long permits, long now) {
    int hashA = hash(a.key());
    int hashB = hash(b.key());
    int hashC = hash(c.key());
    Cell cellA = stripe(hashA).find(a.key(), hashA);
    Cell cellB = stripe(hashB).find(b.key(), hashB);
    Cell cellC = stripe(hashC).find(c.key(), hashC);
    long tatA = stripe(hashA).tat(cellA);
    long tatB = stripe(hashB).tat(cellB);
    long tatC = stripe(hashC).tat(cellC);
    long delay = a.rule().delay(tatA, permits, now);
    delay = Math.max(delay, b.rule().delay(tatB, permits, now));
    delay = Math.max(delay, c.rule().delay(tatC, permits, now));
    if (delay == 0) {
      stripe(hashA).write(cellA, a.key(), hashA, a.rule().charge(tatA, permits, now));
      stripe(hashB).write(cellB, b.key(), hashB, b.rule().charge(tatB, permits, now));
      stripe(hashC).write(cellC, c.key(), hashC, c.rule().charge(tatC, permits, now));
    }
    return delay;
  }

  /**
   * Looks at one bucket after the other on the way in, and writes them on the way out if none of
   * them refused: the stack remembers the cells, and nothing is allocated for it.
   */
  private long charge(List<Bucket> buckets, int index, long permits, long now, long delay) {
    Bucket bucket = buckets.get(index);
    int hash = hash(bucket.key());
    Stripe stripe = stripe(hash);
    Cell cell = stripe.find(bucket.key(), hash);
    long tat = stripe.tat(cell);
    long longest = Math.max(delay, bucket.rule().delay(tat, permits, now));
    if (index + 1 < buckets.size()) {
      longest = charge(buckets, index + 1, permits, now, longest);
    }
    if (longest == 0) {
      stripe.write(cell, bucket.key(), hash, bucket.rule().charge(tat, permits, now));
    }
    return longest;
  }

  private Level scarcest(List<Bucket> buckets, long now) {
    Bucket scarcest = buckets.get(0);
    long scarcestTat = tat(scarcest);
    long least = scarcest.rule().remaining(scarcestTat, now);
    for (int i = 1; i < buckets.size(); i++) {
      Bucket bucket = buckets.get(i);
      long tat = tat(bucket);
      long remaining = bucket.rule().remaining(tat, now);
      if (remaining < least) {
        scarcest = bucket;
        scarcestTat = tat;
        least = remaining;
      }
    }
    return new Level(scarcest, scarcestTat, now);
  }

  private Decision refused(List<Bucket> buckets, long permits, long now, long delay) {
    List<String> violated = new ArrayList<>(buckets.size());
    Level slowest = null;
    for (Bucket bucket : buckets) {
      long tat = tat(bucket);
      long own = bucket.rule().delay(tat, permits, now);
      if (own > 0) {
        violated.add(bucket.key().policy());
      }
      if (own == delay && slowest == null) {
        slowest = new Level(bucket, tat, now);
      }
    }
    if (slowest == null) {
      throw new IllegalStateException("buckets: changed during the call (expected: a fixed list)");
    }
    return new Decision.Refused(slowest, delay, violated);
  }

  private long tat(Bucket bucket) {
    int hash = hash(bucket.key());
    Stripe stripe = stripe(hash);
    return stripe.tat(stripe.find(bucket.key(), hash));
  }

  /** The stripes that a valid call needs; equal keys can only be where two buckets share one. */
  private static long stripes(List<Bucket> buckets, long permits) {
    int size = buckets.size();
    long set = 0;
    for (int i = 0; i < size; i++) {
      set |= 1L << (hash(buckets.get(i).key()) >>> STRIPE_SHIFT);
    }
    if (permits < 1 || size == 0 || Long.bitCount(set) < size) {
      TokenBuckets.check(buckets, permits);
    }
    return set;
  }

  /** Locks a set of stripes in ascending order and returns it. */
  private long lock(long set) {
    for (long rest = set; rest != 0; rest &= rest - 1) {
      stripes[Long.numberOfTrailingZeros(rest)].lock();
    }
    return set;
  }

  /** The same, with room for new buckets where there can be. */
  private long prepare(long set, long now) {
    for (long rest = set; rest != 0; rest &= rest - 1) {
      Stripe stripe = stripes[Long.numberOfTrailingZeros(rest)];
      stripe.lock();
      stripe.prepare(now);
    }
    return set;
  }

  private void unlock(long set) {
    for (long rest = set; rest != 0; rest &= rest - 1) {
      stripes[Long.numberOfTrailingZeros(rest)].unlock();
    }
  }

  private Stripe stripe(int hash) {
    return stripes[hash >>> STRIPE_SHIFT];
  }

  private static int hash(BucketKey key) {
    return Cell.spread(key.hashCode());
  }
}
