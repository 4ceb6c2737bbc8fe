package dev.headgate.core.limit;

import java.time.Instant;
import java.util.List;

/**
 * Token buckets by key: takes permits from several buckets at once, or from none.
 *
 * <p><b>Atomicity.</b> A decision over several buckets is one step. All of them are charged, or
 * none is; no other decision sees a part of it, and a refusal leaves no trace. Permits asked for in
 * one call or in several are worth the same.
 *
 * <p><b>Bound.</b> In any span of time {@code W} a bucket admits at most {@code burst + rate·W}
 * permits, whatever the number of callers, and at least one less than that while more are wanted. A
 * store that is full or loses a bucket's state may refuse what it could have granted, and says so;
 * it never grants what it should have refused.
 *
 * <p><b>Time.</b> The caller decides it, as nanoseconds since the epoch in a {@code long}: the rule
 * counts in them, and an {@link Instant} for each decision would be the only object it allocates. A
 * store that is shared between machines uses its own clock instead and says so. Time that goes back
 * adds no permit to any bucket.
 *
 * <p><b>Arguments.</b> The buckets of one call have different keys, are at least one and at most
 * {@value #MOST_BUCKETS}; {@code permits} is at least 1. Anything else is an {@link
 * IllegalArgumentException} and changes nothing. More permits than a bucket's burst are refused
 * with {@link Gcra#NEVER}.
 *
 * <p><b>Cost.</b> One round trip to the store per call, however many buckets. In memory that is a
 * fraction of a microsecond, and a granted {@link #take} allocates nothing for buckets in use.
 *
 * <p>Thread-safe. Blocks no longer than the store takes.
 */
public interface TokenBuckets {

  /** How many buckets one decision may span. */
  int MOST_BUCKETS = 64;

  /**
   * Takes {@code permits} from every bucket or from none, and tells what the tightest one holds.
   */
  Decision acquire(List<Bucket> buckets, long permits, long now);

  /** The same for callers that have an {@link Instant} at hand. */
  default Decision acquire(List<Bucket> buckets, long permits, Instant now) {
    return acquire(buckets, permits, EpochNanos.of(now));
  }

  /**
   * Makes the same decision and answers with the wait alone, for callers that tell nobody what is
   * left: 0 means granted, else the nanoseconds until the same call could be, or {@link
   * Gcra#NEVER}.
   */
  default long take(List<Bucket> buckets, long permits, long now) {
    Decision decision = acquire(buckets, permits, now);
    return decision instanceof Decision.Refused refused ? refused.delay() : 0;
  }

  /** How full each of the buckets is, in their order, all at the same moment; changes nothing. */
  List<Level> levels(List<Bucket> buckets, long now);

  /**
   * Forgets what was spent from a bucket: it is as full as one never used, so its callers get a new
   * burst. For an operator's hand. Unknown keys are ignored.
   */
  void forget(BucketKey key);

  /** Checks what every call must satisfy; for implementations. */
  static void check(List<Bucket> buckets, long permits) {
    int size = buckets.size();
    Check.that(permits >= 1, "permits", permits, "at least 1");
    Check.that(size >= 1 && size <= MOST_BUCKETS, "buckets", size, "1 to " + MOST_BUCKETS);
    for (int i = 1; i < size; i++) {
      BucketKey key = buckets.get(i).key();
      for (int j = 0; j < i; j++) {
        Check.that(!key.equals(buckets.get(j).key()), "buckets", key, "named once");
      }
    }
  }
}
