package dev.headgate.storage.redis.audit;

import java.time.Duration;

/**
 * What the audit log in Redis holds.
 *
 * @param maxEvents about how many events are kept, of all processes together; the oldest go first
 * @param maxWaiting how many events of this process may wait to be written
 * @param patience how long a reader waits for what was appended before, and how long closing waits
 */
public record RedisAuditSettings(long maxEvents, int maxWaiting, Duration patience) {

  /** A hundred thousand events, ten thousand of them waiting; five seconds. */
  public static final RedisAuditSettings DEFAULTS =
      new RedisAuditSettings(100_000, 10_000, Duration.ofSeconds(5));

  public RedisAuditSettings {
    if (maxEvents < 1) {
      throw new IllegalArgumentException(
          "maxEvents: %d (expected: 1 or more)".formatted(maxEvents));
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
