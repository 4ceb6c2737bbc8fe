package dev.headgate.storage.memory.limit;

/**
 * How many buckets are kept in memory at most.
 *
 * @param maxBuckets shared evenly by {@value Stripe#COUNT} stripes, at about 97 bytes for a bucket
 */
public record MemoryLimitConfig(int maxBuckets) {

  /** A million buckets, 100 MB when all of them are in use at once. */
  public static final MemoryLimitConfig DEFAULTS = new MemoryLimitConfig(1_000_000);

  public MemoryLimitConfig {
    if (maxBuckets < Stripe.COUNT) {
      throw new IllegalArgumentException(
          "maxBuckets: " + maxBuckets + " (expected: at least " + Stripe.COUNT + ")");
    }
  }
}
