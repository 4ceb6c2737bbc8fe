package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Names one bucket: the policy it belongs to, and whose share of it this is.
 *
 * <p>The policy is what callers read in {@code RateLimit-Policy}; the subject (an address, a
 * caller's name, a team) is theirs alone and never shown to another. A policy that everyone shares
 * has the empty subject. Stores keep the policy's string, so the callers of one policy should pass
 * the same one.
 *
 * <p>A value like a record, but for the hash that it remembers: a decision looks each of its keys
 * up several times, and the strings' own hashes are two steps away.
 */
public final class BucketKey {

  private final String policy;
  private final String subject;
  private final int hash;

  /** The bucket of a policy for one subject. */
  public BucketKey(String policy, String subject) {
    this.policy = requireNonNull(policy, "policy");
    this.subject = requireNonNull(subject, "subject");
    Check.that(!policy.isBlank(), "policy", policy, "not blank");
    this.hash = hash(policy, subject);
  }

  /** The one bucket of a policy that everyone shares. */
  public static BucketKey shared(String policy) {
    return new BucketKey(policy, "");
  }

  /** The hash of the key of these two, for those who keep them without a key. */
  public static int hash(String policy, String subject) {
    return 31 * policy.hashCode() + subject.hashCode();
  }

  public String policy() {
    return policy;
  }

  public String subject() {
    return subject;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof BucketKey key
            && hash == key.hash
            && subject.equals(key.subject)
            && policy.equals(key.policy));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "BucketKey[policy=" + policy + ", subject=" + subject + "]";
  }
}
