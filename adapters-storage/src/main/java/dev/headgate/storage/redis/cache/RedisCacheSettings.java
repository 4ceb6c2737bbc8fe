package dev.headgate.storage.redis.cache;

import java.time.Duration;

/**
 * How much the cache in Redis keeps.
 *
 * @param maxBytes about how many bytes all responses may take; one resource at most an eighth of it
 * @param ttl how long after its last validation a copy is kept
 */
public record RedisCacheSettings(long maxBytes, Duration ttl) {
  /** What applies where nothing is configured. */
  public static final RedisCacheSettings DEFAULTS =
      new RedisCacheSettings(256L * 1024 * 1024, Duration.ofDays(7));

  /** Validates the bounds. */
  public RedisCacheSettings {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes: %d (expected: 1 or more)".formatted(maxBytes));
    }
    if (ttl.toMillis() < 1 || ttl.compareTo(Duration.ofDays(36_500)) > 0) {
      throw new IllegalArgumentException(
          "ttl: %s (expected: a millisecond to 36500 days)".formatted(ttl));
    }
  }
}
