package dev.headgate.storage.memory.audit;

/**
 * How much the audit log in memory remembers.
 *
 * @param maxEvents how many events are kept; the oldest go first
 */
public record MemoryAuditSettings(int maxEvents) {
  /** What applies where nothing is configured. */
  public static final MemoryAuditSettings DEFAULTS = new MemoryAuditSettings(10_000);

  /** Validates the bound. */
  public MemoryAuditSettings {
    if (maxEvents < 1) {
      throw new IllegalArgumentException(
          "maxEvents: %d (expected: 1 or more)".formatted(maxEvents));
    }
  }
}
