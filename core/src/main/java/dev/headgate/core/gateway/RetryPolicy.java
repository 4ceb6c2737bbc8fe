package dev.headgate.core.gateway;

import java.time.Duration;

/**
 * How often and after which pauses a failed call is tried again: exponential backoff with full
 * jitter over its upper half.
 *
 * @param retries how often after the first try; 0 never
 * @param base the first pause
 * @param max the longest pause
 */
public record RetryPolicy(int retries, Duration base, Duration max) {
  /** What applies where nothing is configured. */
  public static final RetryPolicy DEFAULTS =
      new RetryPolicy(3, Duration.ofMillis(100), Duration.ofMillis(3200));

  /** Validates the bounds. */
  public RetryPolicy {
    if (retries < 0 || retries > 10) {
      throw new IllegalArgumentException("retries: %d (expected: 0 to 10)".formatted(retries));
    }
    if (base.isNegative() || max.compareTo(base) < 0) {
      throw new IllegalArgumentException("max: shorter than base (expected: 0 <= base <= max)");
    }
  }

  /**
   * The pause before a retry.
   *
   * @param retry 0 for the first
   * @param random evenly spread from 0 to 1
   */
  public Duration pause(int retry, double random) {
    long full = Math.min(max.toNanos(), base.toNanos() << Math.min(retry, 20));
    return Duration.ofNanos((long) (full * (0.5 + random / 2)));
  }
}
