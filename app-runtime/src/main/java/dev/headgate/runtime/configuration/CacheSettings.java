package dev.headgate.runtime.configuration;

import dev.headgate.core.cache.Freshness;
import java.time.Duration;
import java.util.List;

/**
 * What the cache may hold and for how long.
 *
 * @param maxBytes the bound on all entries together
 * @param maxBodyBytes the longest body that is kept; longer ones stream through
 * @param ttl how long an entry is kept after GitHub last confirmed it
 * @param maxStale how old a copy may be when GitHub cannot be asked
 * @param freshness when an entry is served without asking GitHub
 */
public record CacheSettings(
    long maxBytes, long maxBodyBytes, Duration ttl, Duration maxStale, Freshness freshness) {

  static final Setting<Long> MAX_BYTES =
      Setting.of(
          "cache.max-bytes", SettingTypes.SIZE, "256MiB", "The bound on all entries together.");
  static final Setting<Long> MAX_BODY_BYTES =
      Setting.of(
          "cache.max-body-bytes",
          SettingTypes.SIZE_IN_MEMORY,
          "8MiB",
          "The longest body that is kept; longer ones stream through.");
  static final Setting<Duration> TTL =
      Setting.of(
          "cache.ttl",
          SettingTypes.DURATION,
          "7d",
          "How long an entry is kept after GitHub last confirmed it.");
  static final Setting<Duration> MAX_STALE =
      Setting.of(
          "cache.max-stale",
          SettingTypes.DURATION_OR_ZERO,
          "24h",
          "How old a copy may be that is served when GitHub cannot be asked.");
  static final Setting<Freshness> FRESHNESS =
      Setting.of(
          "cache.freshness",
          SettingTypes.choice(Freshness.class),
          "revalidate",
          "Ask GitHub on every read, or trust its max-age.");
  static final List<Setting<?>> SETTINGS =
      List.of(MAX_BYTES, MAX_BODY_BYTES, TTL, MAX_STALE, FRESHNESS);

  public static final CacheSettings DEFAULTS = from(SettingValues.NONE);

  public CacheSettings {
    Positive.number("maxBytes", maxBytes);
    Positive.number("maxBodyBytes", maxBodyBytes);
    Positive.duration("ttl", ttl);
    if (maxBodyBytes > maxBytes) {
      throw new IllegalArgumentException(
          "maxBodyBytes: %d (expected: at most maxBytes, %d)".formatted(maxBodyBytes, maxBytes));
    }
    if (maxStale.isNegative()) {
      throw new IllegalArgumentException("maxStale: " + maxStale + " (expected: not negative)");
    }
  }

  static CacheSettings from(SettingValues values) {
    return new CacheSettings(
        values.value(MAX_BYTES),
        values.value(MAX_BODY_BYTES),
        values.value(TTL),
        values.value(MAX_STALE),
        values.value(FRESHNESS));
  }
}
