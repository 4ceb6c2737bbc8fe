package dev.headgate.runtime.configuration;

import java.time.Duration;
import java.util.List;

/**
 * What is particular to GitHub's GraphQL endpoint.
 *
 * @param cacheTtl how long the answer to a query is given to the same caller again without asking;
 *     zero: never
 */
public record GraphqlSettings(Duration cacheTtl) {

  static final Setting<Duration> CACHE_TTL =
      Setting.of(
              "graphql.cache-ttl",
              SettingTypes.DURATION_OR_ZERO,
              "0",
              "How long the answer to a GraphQL query is given to the same caller again, unless he"
                  + " writes something meanwhile; 0: never.")
          .whileRunning();
  static final List<Setting<?>> SETTINGS = List.of(CACHE_TTL);

  public static final GraphqlSettings DEFAULTS = from(SettingValues.NONE);

  public GraphqlSettings {
    if (cacheTtl.isNegative()) {
      throw new IllegalArgumentException("cacheTtl: " + cacheTtl + " (expected: not negative)");
    }
  }

  static GraphqlSettings from(SettingValues values) {
    return new GraphqlSettings(values.value(CACHE_TTL));
  }
}
