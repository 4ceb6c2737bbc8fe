package dev.headgate.core.limit;

import java.time.Instant;

/** Instants as nanoseconds since the epoch, from 1677 to 2262; what lies outside saturates. */
public final class EpochNanos {

  private static final long SECOND = 1_000_000_000;
  private static final Instant FIRST = toInstant(Long.MIN_VALUE);
  private static final Instant LAST = toInstant(Long.MAX_VALUE);

  private EpochNanos() {}

  /** The nanoseconds from the epoch to this instant. */
  public static long of(Instant instant) {
    if (instant.isBefore(FIRST)) {
      return Long.MIN_VALUE;
    }
    if (instant.isAfter(LAST)) {
      return Long.MAX_VALUE;
    }
    // Wraps in the lowest second of the range and comes back: the sum itself fits.
    return instant.getEpochSecond() * SECOND + instant.getNano();
  }

  /** The instant this many nanoseconds after the epoch. */
  public static Instant toInstant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
  }
}
