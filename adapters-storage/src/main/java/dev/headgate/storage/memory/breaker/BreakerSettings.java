package dev.headgate.storage.memory.breaker;

import java.time.Duration;

/**
 * When one service's circuit breaker opens and closes.
 *
 * @param failures how many failures in a row open it
 * @param openFor how long it then refuses calls, unless the service is seen to have recovered
 * @param successes how many probes may be under way when it is half-open, and must all succeed for
 *     it to close
 */
public record BreakerSettings(int failures, Duration openFor, int successes) {
  /** For any service. */
  public static final BreakerSettings DEFAULTS = new BreakerSettings(5, Duration.ofMinutes(1), 2);

  /** For GitHub, whose outages last longer and whose answers the cache can stand in for. */
  public static final BreakerSettings GITHUB = new BreakerSettings(5, Duration.ofMinutes(5), 2);

  /** Validates the bounds. */
  public BreakerSettings {
    if (failures < 1 || failures > 10_000) {
      throw new IllegalArgumentException("failures: %d (expected: 1 to 10000)".formatted(failures));
    }
    if (openFor.isNegative() || openFor.isZero()) {
      throw new IllegalArgumentException("openFor: %s (expected: more than 0)".formatted(openFor));
    }
    if (successes < 1 || successes > 1_000) {
      throw new IllegalArgumentException(
          "successes: %d (expected: 1 to 1000)".formatted(successes));
    }
  }
}
