package dev.headgate.storage.memory.quota;

/**
 * How much the quota ledger in memory remembers.
 *
 * @param maxAccounts how many counters are known at once, and how many principals' pauses
 */
public record MemoryQuotaSettings(int maxAccounts) {
  /** What applies where nothing is configured. */
  public static final MemoryQuotaSettings DEFAULTS = new MemoryQuotaSettings(100_000);

  /** Validates the bound. */
  public MemoryQuotaSettings {
    if (maxAccounts < 1) {
      throw new IllegalArgumentException(
          "maxAccounts: %d (expected: 1 or more)".formatted(maxAccounts));
    }
  }
}
