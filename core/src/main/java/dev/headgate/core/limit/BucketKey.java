package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

/**
 * Names one bucket: the policy it belongs to, and whose share of it this is.
 *
 * <p>The policy is what callers read in {@code RateLimit-Policy}; the subject (an address, a
 * caller's name, a team) is theirs alone and never shown to another. A policy that everyone shares
 * has the empty subject. Stores keep the policy's string, so the callers of one policy should pass
 * the same one.
 */
public record BucketKey(String policy, String subject) {

  public BucketKey {
    requireNonNull(policy, "policy");
    requireNonNull(subject, "subject");
    Check.that(!policy.isBlank(), "policy", policy, "not blank");
  }

  /** The one bucket of a policy that everyone shares. */
  public static BucketKey shared(String policy) {
    return new BucketKey(policy, "");
  }
}
