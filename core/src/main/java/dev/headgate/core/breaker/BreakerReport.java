package dev.headgate.core.breaker;

import org.jspecify.annotations.Nullable;

/**
 * What a process tells a {@link BreakerBoard} of one service.
 *
 * @param service the service's name
 * @param version the version of the circuit that the rest speaks of
 * @param vote what the process has seen
 * @param change what the circuit should become if it still has that version; null: nothing
 * @param wanted how many probes the process would make if it may
 * @param succeeded how many of its probes succeeded since its last report
 */
public record BreakerReport(
    String service,
    long version,
    Vote vote,
    @Nullable SharedCircuit change,
    int wanted,
    int succeeded) {

  /** Validates the numbers. */
  public BreakerReport {
    if (wanted < 0 || succeeded < 0) {
      throw new IllegalArgumentException(
          "wanted, succeeded: %d, %d (expected: at least 0)".formatted(wanted, succeeded));
    }
    if (change != null && change.version() != version) {
      throw new IllegalArgumentException(
          "change: of version %d (expected: %d)".formatted(change.version(), version));
    }
  }
}
