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
    CLOSED(0),
    /** A few calls pass, as probes. */
    HALF_OPEN(1),
    /** No call passes. */
    OPEN(2);

    private final int code;

    State(int code) {
      this.code = code;
    }

    /** The number that stores keep it as. */
    public int code() {
      return code;
    }

    /**
     * The one with that number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static State of(int code) {
      for (State one : values()) {
        if (one.code == code) {
          return one;
        }
      }
      throw new IllegalArgumentException(
          "code: %d (expected: 0 to %d)".formatted(code, values().length - 1));
    }
  }
}
