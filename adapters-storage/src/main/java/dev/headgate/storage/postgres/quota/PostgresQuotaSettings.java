package dev.headgate.storage.postgres.quota;

/**
 * How much of the quota ledger in Postgres is shown.
 *
 * @param maxListed how many accounts are listed at once, those with the least left first
 */
public record PostgresQuotaSettings(int maxListed) {
  /** What applies where nothing is configured. */
  public static final PostgresQuotaSettings DEFAULTS = new PostgresQuotaSettings(10_000);

  /** Validates the bound. */
  public PostgresQuotaSettings {
    if (maxListed < 1) {
      throw new IllegalArgumentException(
          "maxListed: %d (expected: 1 or more)".formatted(maxListed));
    }
  }
}
