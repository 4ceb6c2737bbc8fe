package dev.headgate.core.breaker;

import java.time.Duration;

/**
 * The rules of a circuit that processes share; when it first opens is decided by each of them.
 *
 * @param openFor how long it stays open the first time
 * @param probes how many calls of all processes together may try a half-open circuit, and must
 *     succeed for it to close
 */
public record CircuitPolicy(Duration openFor, int probes) {
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(30);

  /** Validates the bounds. */
  public CircuitPolicy {
    if (openFor.isNegative() || openFor.isZero()) {
      throw new IllegalArgumentException("openFor: %s (expected: more than 0)".formatted(openFor));
    }
    if (probes < 1 || probes > 1_000) {
      throw new IllegalArgumentException("probes: %d (expected: 1 to 1000)".formatted(probes));
    }
  }

  /** How long probes may be under way before they are given up: their process may be gone. */
  Duration round() {
    return openFor.compareTo(LONGEST_ROUND) < 0 ? openFor : LONGEST_ROUND;
  }
}
