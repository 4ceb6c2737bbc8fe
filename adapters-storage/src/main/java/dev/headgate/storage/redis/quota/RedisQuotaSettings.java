package dev.headgate.storage.redis.quota;

/**
 * How much of the quota ledger in Redis is shown.
 *
 * @param maxListed how many accounts are listed at once; Redis does nothing else meanwhile, some 10
 *     to 30 microseconds for each
 */
public record RedisQuotaSettings(int maxListed) {
  /** What applies where nothing is configured. */
  public static final RedisQuotaSettings DEFAULTS = new RedisQuotaSettings(1_000);

  /** Validates the bound: what one answer can hold. */
  public RedisQuotaSettings {
    if (maxListed < 1 || maxListed > 100_000) {
      throw new IllegalArgumentException(
          "maxListed: %d (expected: 1 to 100000)".formatted(maxListed));
    }
  }
}
