package dev.headgate.core.quota;

import dev.headgate.core.identity.Principal;

/**
 * One of GitHub's counters: it counts per principal, never per token, and per resource.
 *
 * @param host the API's host
 * @param principal whom GitHub counts
 * @param resource {@code core}, {@code search}, {@code graphql}, … ; any name that GitHub sends
 */
public record QuotaKey(String host, Principal principal, String resource) {
  /** Validates that the resource is short, since GitHub may send any name. */
  public QuotaKey {
    if (resource.isEmpty() || resource.length() > 64) {
      throw new IllegalArgumentException(
          "resource: %d characters (expected: 1 to 64)".formatted(resource.length()));
    }
  }

  /** Whose counter it is. */
  public Payer payer() {
    return new Payer(host, principal);
  }

  /** The same principal's counter for another resource. */
  public QuotaKey forResource(String other) {
    return resource.equals(other) ? this : new QuotaKey(host, principal, other);
  }
}
