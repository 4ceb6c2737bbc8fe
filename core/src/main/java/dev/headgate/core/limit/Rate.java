package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How fast a bucket refills and how much it holds: {@code permits} every {@code per}, continuously,
 * up to {@code burst} at once.
 *
 * <p>The rule counts in whole nanoseconds, so the time one permit takes is rounded <em>up</em> when
 * {@code per} is no multiple of {@code permits}: the long-run rate is never above the stated one,
 * and below it by less than one part in {@link #interval()} (3 per second loses one permit in five
 * years; the worst case, just under a million per second, 0.1 %).
 */
public record Rate(long permits, Duration per, long burst) {

  /** The shortest time between two permits, in nanoseconds: a million permits per second. */
  static final long SHORTEST_INTERVAL = 1_000;

  public Rate {
    requireNonNull(per, "per");
    Check.that(permits >= 1, "permits", permits, "at least 1");
    Check.that(burst >= 1, "burst", burst, "at least 1");
    Check.that(!per.isNegative() && !per.isZero(), "per", per, "longer than zero");
    Check.that(per.compareTo(Gcra.LONGEST) <= 0, "per", per, "at most " + Gcra.LONGEST);
    long interval = ceilDiv(per.toNanos(), permits);
    Check.that(interval >= SHORTEST_INTERVAL, "permits", permits, "at most one per microsecond");
    Check.that(
        burst <= Gcra.LONGEST.toNanos() / interval,
        "burst",
        burst,
        "refilled within " + Gcra.LONGEST);
  }

  /** A bucket that refills by this many permits each second. */
  public static Rate perSecond(long permits, long burst) {
    return new Rate(permits, Duration.ofSeconds(1), burst);
  }

  /** A bucket that refills by this many permits each minute. */
  public static Rate perMinute(long permits, long burst) {
    return new Rate(permits, Duration.ofMinutes(1), burst);
  }

  /** The nanoseconds it takes to refill one permit, rounded up: the emission interval. */
  public long interval() {
    return ceilDiv(per.toNanos(), permits);
  }

  private static long ceilDiv(long dividend, long divisor) {
    return (dividend - 1) / divisor + 1;
  }
}
