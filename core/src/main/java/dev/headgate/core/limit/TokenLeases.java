package dev.headgate.core.limit;

import java.util.List;

/**
 * Gives out permits ahead of need, for callers who spend them without asking again; implemented by
 * shared stores beside {@link TokenBuckets}, over the same buckets.
 *
 * <p><b>Terms.</b> The store's time is cut into terms of {@link #TERM} nanoseconds since the epoch,
 * the same for everyone. A lease taken in a term may be spent until that term ends ({@link
 * #end(long)}) and not later; it can be given back until then, and lapses after. What a call that
 * is waiting for the lease needs for itself is spent when the store gives it, whenever its answer
 * arrives.
 *
 * <p><b>Charge.</b> A lease is charged as if all its permits were spent at the last moment of its
 * term, while it may reach no further ahead than a burst from now: with {@code start = max(tat,
 * end)} a bucket gives {@code n = min(wanted, (now + burst·interval − start) / interval)}, rounded
 * down and at least 0, and if {@code n > 0} its TAT becomes {@code start + n·interval} ({@link
 * Gcra#leasable} and {@link Gcra#charge} with the end for the time). A bucket whose whole burst
 * refills within the rest of the term gives nothing; ask {@link TokenBuckets} there.
 *
 * <p><b>Bound.</b> The one of {@link TokenBuckets} holds to the permit, for any mix of direct
 * decisions and leases, counting leased permits when they are spent. For what is spent in a span of
 * time {@code (t, t+W]} was charged from a start after {@code t}: a direct charge starts at its own
 * time or later, a lease at the end of its term or later. The last such charge ended at most a
 * burst after {@code t+W}, and in between the TAT moved by each permit's interval, so they are at
 * most {@code burst + rate·W}. Giving back keeps this, since nothing but the first lease of a term
 * can find a TAT before that term's end: until then the TAT is no less than the end plus the
 * interval of every permit that is out, and taking one of those away leaves what never having
 * leased it would have left.
 *
 * <p><b>Atomicity.</b> Each bucket is one step, those of one call are not one together: a bucket
 * that has nothing to give does not hold up the others. <b>Time</b> is decided as in {@link
 * TokenBuckets}; a shared store uses its own clock and tells its time in the answer. A caller
 * counts the term from the moment before it asked, by a clock that never goes back.
 *
 * <p><b>Arguments</b> are those of {@link TokenBuckets}: 1 to {@value TokenBuckets#MOST_BUCKETS}
 * buckets, each named once. <b>Cost:</b> one round trip per call. Thread-safe.
 */
public interface TokenLeases {

  /**
   * The length of a term in nanoseconds: a twentieth of a second. It is no setting, since all who
   * lease from one bucket must agree on it.
   */
  long TERM = 50_000_000;

  /**
   * Takes from each bucket, independently of the others, as many permits as it can lease, up to
   * {@code wanted}.
   *
   * @param wanted one number for each bucket, at least 1
   * @return one lease for each bucket in their order, with 0 permits where none could be had; all
   *     of one term. A bucket that gave none is unchanged.
   */
  List<Lease> takeUpTo(List<Bucket> buckets, long[] wanted, long now);

  /**
   * Takes back the permits that were not spent and shall not be: each bucket's TAT moves back by
   * their intervals, though never before the end of their term ({@link Gcra#giveBack}).
   *
   * <p>A lease whose term has ended by the store's clock is ignored, for its bucket may have
   * counted it as refilled; so is one whose bucket is at rest or unknown. Give each permit back
   * once: a call whose outcome is unknown is not repeated.
   */
  void giveBack(List<Lease> unspent, long now);

  /** When the term that contains this moment ends: the next multiple of {@link #TERM}. */
  static long end(long now) {
    // In the lowest term the difference wraps around and the sum comes back.
    return now - Math.floorMod(now, TERM) + TERM;
  }

  /** Checks what every {@link #takeUpTo} must satisfy; for implementations. */
  static void check(List<Bucket> buckets, long[] wanted) {
    TokenBuckets.check(buckets, 1);
    Check.that(wanted.length == buckets.size(), "wanted", wanted.length, "one for each bucket");
    for (long permits : wanted) {
      Check.that(permits >= 1, "wanted", permits, "at least 1");
    }
  }
}
