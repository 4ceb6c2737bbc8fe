package dev.headgate.core.breaker;

import java.time.Instant;

/**
 * How a circuit breaker stands.
 *
 * @param service what it guards
 * @param state closed, half-open or open
 * @param since when it came into that state
 */
public record BreakerStatus(String service, State state, Instant since) {
  /** The states, in the order of their metric's values. */
  public enum State {
    /** Calls pass. */
    CLOSED,
    /** A few calls pass, as probes. */
    HALF_OPEN,
    /** No call passes. */
    OPEN
  }
}
