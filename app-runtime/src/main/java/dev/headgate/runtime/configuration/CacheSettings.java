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
 * @param freshnessByPath the same by path pattern
 * @param webhookMaxAge for how long at most an entry is served because no webhook spoke of it
 * @param immutable whether what a full hash names is served without asking
 * @param negativeTtl for how long the first 404 stands in for the next; zero: not at all
 * @param negativeMaxTtl for how long a 404 stands in at most
 */
public record CacheSettings(
    long maxBytes,
    long maxBodyBytes,
    Duration ttl,
    Duration maxStale,
    Freshness freshness,
    ByPath<Freshness> freshnessByPath,
    Duration webhookMaxAge,
    boolean immutable,
    Duration negativeTtl,
    Duration negativeMaxTtl) {

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
              "How old a copy may be that is served when GitHub cannot be asked.")
          .whileRunning();
  static final Setting<Freshness> FRESHNESS =
      Setting.of(
              "cache.freshness",
              SettingTypes.choice(Freshness.class),
              "revalidate",
              "Ask GitHub on every read, trust its max-age, or trust webhooks to tell of changes.")
          .whileRunning();

  /** A map in files only: below it stands a path pattern. */
  static final Setting<Freshness> FRESHNESS_BY_PATH =
      Setting.without(
              "cache.freshness-by-path",
              FRESHNESS.type(),
              "The same by path pattern; a map, in a file only.")
          .whileRunning();

  static final Setting<Duration> WEBHOOK_MAX_AGE =
      Setting.of(
              "cache.webhook-max-age",
              SettingTypes.DURATION,
              "1h",
              "For how long at most an entry is served because no webhook spoke of it.")
          .whileRunning();
  static final Setting<Boolean> IMMUTABLE =
      Setting.of(
              "cache.immutable",
              SettingTypes.SWITCH,
              "false",
              "Serve what the full hash of a Git object names without asking GitHub again.")
          .whileRunning();
  static final Setting<Duration> NEGATIVE_TTL =
      Setting.of(
              "cache.negative-ttl",
              SettingTypes.DURATION_OR_ZERO,
              "0",
              "For how long a 404 stands in for the next, doubled with each one in a row; 0:"
                  + " never.")
          .whileRunning();
  static final Setting<Duration> NEGATIVE_MAX_TTL =
      Setting.of(
              "cache.negative-max-ttl",
              SettingTypes.DURATION,
              "5m",
              "For how long a 404 stands in at most.")
          .whileRunning();
  static final List<Setting<?>> SETTINGS =
      List.of(
          MAX_BYTES,
          MAX_BODY_BYTES,
          TTL,
          MAX_STALE,
          FRESHNESS,
          WEBHOOK_MAX_AGE,
          IMMUTABLE,
          NEGATIVE_TTL,
          NEGATIVE_MAX_TTL);

  public static final CacheSettings DEFAULTS = from(SettingValues.NONE, ByPath.none());

  public CacheSettings {
    Positive.number("maxBytes", maxBytes);
    Positive.number("maxBodyBytes", maxBodyBytes);
    Positive.duration("ttl", ttl);
    Positive.duration("webhookMaxAge", webhookMaxAge);
    if (maxBodyBytes > maxBytes) {
      throw new IllegalArgumentException(
          "maxBodyBytes: %d (expected: at most maxBytes, %d)".formatted(maxBodyBytes, maxBytes));
    }
    if (maxStale.isNegative()) {
      throw new IllegalArgumentException("maxStale: " + maxStale + " (expected: not negative)");
    }
    if (negativeTtl.isNegative() || negativeMaxTtl.compareTo(negativeTtl) < 0) {
      throw new IllegalArgumentException(
          "negativeMaxTtl: %s (expected: at least negativeTtl, %s, which is not negative)"
              .formatted(negativeMaxTtl, negativeTtl));
    }
  }

  static CacheSettings from(SettingValues values, ByPath<Freshness> freshnessByPath) {
    return new CacheSettings(
        values.value(MAX_BYTES),
        values.value(MAX_BODY_BYTES),
        values.value(TTL),
        values.value(MAX_STALE),
        values.value(FRESHNESS),
        freshnessByPath,
        values.value(WEBHOOK_MAX_AGE),
        values.value(IMMUTABLE),
        values.value(NEGATIVE_TTL),
        values.value(NEGATIVE_MAX_TTL));
  }

  /** What holds for this raw path. */
  public Freshness freshnessOf(String path) {
    return freshnessByPath.at(path).orElse(freshness);
  }

  /** Whether webhooks are trusted for any path. */
  public boolean trustsWebhooks() {
    return freshness == Freshness.WEBHOOK
        || freshnessByPath.values().containsValue(Freshness.WEBHOOK);
  }
}
