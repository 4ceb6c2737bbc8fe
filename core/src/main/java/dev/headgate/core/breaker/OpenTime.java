package dev.headgate.core.breaker;

import java.time.Duration;

/** How long circuits stay open. */
public final class OpenTime {
  /** The longest that a service's own word is taken for. */
  public static final Duration LONGEST_TOLD = Duration.ofHours(1);

  /** No circuit goes half-open within this time after opening, whatever the evidence. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** Each failed attempt to close doubles the time, up to four times the first. */
  private static final int MOST_DOUBLINGS = 2;

  /** Doubling further would exceed any sensible open time. */
  private static final int MOST_SHIFTS = 30;

  private OpenTime() {}

  /**
   * How long a circuit stays open by itself.
   *
   * @param first the time of its first opening
   * @param openings how often it opened since it was last closed, this one included: at least 1
   */
  public static Duration of(Duration first, int openings) {
    return first.multipliedBy(1L << Math.min(openings - 1, MOST_DOUBLINGS));
  }

  /**
   * After how long evidence from beside the calls may make it half-open: the time doubles with each
   * opening, so that evidence which keeps being wrong cannot make the circuit flap.
   *
   * @param first the open time of its first opening, the longest that evidence has to wait
   */
  public static Duration leastBefore(Duration first, int openings) {
    Duration least = LEAST.multipliedBy(1L << Math.min(openings - 1, MOST_SHIFTS));
    return least.compareTo(first) < 0 ? least : first;
  }

  /** For how long a service may be left alone that asks for it: what it says, within bounds. */
  public static Duration told(Duration retryAfter) {
    return retryAfter.compareTo(LONGEST_TOLD) < 0 ? retryAfter : LONGEST_TOLD;
  }
}
