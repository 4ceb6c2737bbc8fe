package dev.headgate.storage.memory.cache;

import java.time.Duration;

/**
 * How much the cache in memory keeps.
 *
 * @param maxBytes about how much memory it may take; one resource at most an eighth of it
 * @param ttl how long after its last validation a copy is kept
 */
public record MemoryCacheSettings(long maxBytes, Duration ttl) {
  /** What applies where nothing is configured. */
  public static final MemoryCacheSettings DEFAULTS =
      new MemoryCacheSettings(256L * 1024 * 1024, Duration.ofHours(24));

  /** Validates the bounds. */
  public MemoryCacheSettings {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes: %d (expected: 1 or more)".formatted(maxBytes));
    }
    if (ttl.isNegative() || ttl.isZero() || ttl.compareTo(Duration.ofDays(36_500)) > 0) {
      throw new IllegalArgumentException(
          "ttl: %s (expected: more than 0, at most 36500 days)".formatted(ttl));
    }
  }
}
