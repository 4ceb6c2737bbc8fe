package dev.headgate.core.gateway;

import dev.headgate.core.cache.CachePolicy;
import java.time.Duration;

/**
 * The figures that govern the gateway.
 *
 * @param apiBase GitHub's API without a trailing slash, as it stands in GitHub's own links
 * @param cache what may be stored and served
 * @param retry how failed reads are repeated
 * @param patience how long GitHub may take while a stale copy is at hand; without one the request's
 *     own deadline holds
 * @param graphqlTtl how long the answer to a GraphQL query may be given to the same caller again;
 *     zero: not at all
 */
public record GatewayPolicy(
    String apiBase, CachePolicy cache, RetryPolicy retry, Duration patience, Duration graphqlTtl) {
  /** What applies where nothing is configured. */
  public static final GatewayPolicy DEFAULTS =
      new GatewayPolicy(
          "https://api.github.com",
          CachePolicy.DEFAULTS,
          RetryPolicy.DEFAULTS,
          Duration.ofSeconds(5));

  /** Validates the lifetime. */
  public GatewayPolicy {
    if (graphqlTtl.isNegative()) {
      throw new IllegalArgumentException(
          "graphqlTtl: %s (expected: 0 or more)".formatted(graphqlTtl));
    }
  }

  /** These figures, where no answer to a GraphQL query is kept. */
  public GatewayPolicy(String apiBase, CachePolicy cache, RetryPolicy retry, Duration patience) {
    this(apiBase, cache, retry, patience, Duration.ZERO);
  }

  /** The same, with answers to GraphQL queries kept for so long. */
  public GatewayPolicy withGraphqlTtl(Duration ttl) {
    return new GatewayPolicy(apiBase, cache, retry, patience, ttl);
  }
}
