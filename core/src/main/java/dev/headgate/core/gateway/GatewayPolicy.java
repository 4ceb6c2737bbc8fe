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
 */
public record GatewayPolicy(
    String apiBase, CachePolicy cache, RetryPolicy retry, Duration patience) {
  /** What applies where nothing is configured. */
  public static final GatewayPolicy DEFAULTS =
      new GatewayPolicy(
          "https://api.github.com",
          CachePolicy.DEFAULTS,
          RetryPolicy.DEFAULTS,
          Duration.ofSeconds(5));
}
