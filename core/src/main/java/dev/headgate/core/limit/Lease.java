package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

/**
 * Permits that a store gave out ahead of need: they are charged to their bucket already, and may be
 * spent without asking it until their term ends, never later.
 *
 * @param level how full the bucket is after the charge, at the store's own time
 * @param permits how many, 0 if there were none to be had
 * @param end the end of the term, in the store's nanoseconds since the epoch
 */
public record Lease(Level level, long permits, long end) {

  public Lease {
    requireNonNull(level, "level");
    Check.that(permits >= 0, "permits", permits, "at least 0");
    Check.that(permits <= level.limit(), "permits", permits, "at most the burst");
    Check.that(end > level.now(), "end", end, "after now");
  }

  /** The bucket that the permits were taken from. */
  public Bucket bucket() {
    return level.bucket();
  }

  /** The nanoseconds from the store's decision to the end of the term. */
  public long term() {
    return end - level.now();
  }

  /** The same lease with only this many of its permits left. */
  public Lease unspent(long left) {
    Check.that(left <= permits, "left", left, "at most " + permits);
    return new Lease(level, left, end);
  }
}
