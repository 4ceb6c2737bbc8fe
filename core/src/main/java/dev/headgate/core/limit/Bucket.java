package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

/**
 * A bucket as a caller asks for it: which one, and by which rule.
 *
 * <p>The rule travels with each call and is not stored, so that a changed limit holds from the next
 * decision on, for what was spent before as well.
 */
public record Bucket(BucketKey key, Gcra rule) {

  public Bucket {
    requireNonNull(key, "key");
    requireNonNull(rule, "rule");
  }

  /** The bucket of this key at this rate; share the rule instead where many keys have one rate. */
  public Bucket(BucketKey key, Rate rate) {
    this(key, Gcra.of(rate));
  }
}
