package dev.headgate.core.gateway;

/**
 * Where an answer came from, by the names that github-mirror gave in its {@code X-Cache} field and
 * its metrics.
 */
public enum CacheOutcome {
  /** From the cache: fresh, or confirmed by GitHub with a 304. */
  ONLINE_HIT(true),
  /** From GitHub. */
  ONLINE_MISS(false),
  /** From the cache, because GitHub is known to be down. */
  OFFLINE_HIT(true),
  /** From nowhere: GitHub is down and the caller has no copy. */
  OFFLINE_MISS(false),
  /** From the cache, because the quota is spent. */
  RATE_LIMITED_HIT(true),
  /** From nowhere: the quota is spent and the caller has no copy. */
  RATE_LIMITED_MISS(false),
  /** From the cache, because GitHub failed. */
  API_ERROR_HIT(true),
  /** From nowhere: GitHub failed and the caller has no copy. */
  API_ERROR_MISS(false),
  /** From the cache, because GitHub was too slow. */
  API_TIMEOUT_HIT(true),
  /** From nowhere: GitHub was too slow and the caller has no copy. */
  API_TIMEOUT_MISS(false);

  private final boolean hit;

  CacheOutcome(boolean hit) {
    this.hit = hit;
  }

  /** Whether the cache had the body. */
  public boolean hit() {
    return hit;
  }
}
