package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

/**
 * The buckets of one store, as two ways lead to them.
 *
 * @param direct asks the store for each decision
 * @param leased spends what was fetched ahead of need; the same buckets, and the same where nothing
 *     is fetched ahead
 */
public record LimitStore(TokenBuckets direct, TokenBuckets leased) {

  public LimitStore {
    requireNonNull(direct, "direct");
    requireNonNull(leased, "leased");
  }

  /** A store of which nothing is fetched ahead. */
  public static LimitStore of(TokenBuckets buckets) {
    return new LimitStore(buckets, buckets);
  }
}
