package dev.headgate.core.audit;

import java.time.Duration;

/**
 * How much of the audit is kept.
 *
 * @param retention how long an entry is kept
 * @param maxEntries how many are kept; the oldest go first, however young
 * @param maxWaiting how many events of this process may wait to be written
 * @param patience how long a reader waits for what was appended before, and how long closing waits
 */
public record AuditSettings(
    Duration retention, long maxEntries, int maxWaiting, Duration patience) {
  /** Ninety days, a million entries, ten thousand of them waiting; five seconds. */
  public static final AuditSettings DEFAULTS =
      new AuditSettings(Duration.ofDays(90), 1_000_000, 10_000, Duration.ofSeconds(5));

  public AuditSettings {
    if (retention.isNegative() || retention.isZero()) {
      throw new IllegalArgumentException(
          "retention: %s (expected: longer than zero)".formatted(retention));
    }
    if (maxEntries < 1) {
      throw new IllegalArgumentException(
          "maxEntries: %d (expected: 1 or more)".formatted(maxEntries));
    }
    if (maxWaiting < 1) {
      throw new IllegalArgumentException(
          "maxWaiting: %d (expected: 1 or more)".formatted(maxWaiting));
    }
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException(
          "patience: %s (expected: longer than zero)".formatted(patience));
    }
  }
}
