package dev.headgate.core.credential;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.identity.Secret;
import java.time.Duration;
import java.time.Instant;

/**
 * A token that GitHub minted for an installation. Times are GitHub's.
 *
 * @param installation whose it is
 * @param value the token; its form is GitHub's business
 * @param issuedAt when it was minted
 * @param expiresAt from when GitHub refuses it; it lives an hour
 */
public record AccessToken(
    Installation installation, Secret value, Instant issuedAt, Instant expiresAt) {
  /** So long before its end it is renewed. */
  public static final Duration RENEWAL = Duration.ofMinutes(10);

  /** So long before its end it is not used any more: a request may take its time, clocks differ. */
  static final Duration MARGIN = Duration.ofMinutes(1);

  /** So young, GitHub's own parts may not all have heard of it (octokit waits as long). */
  static final Duration FRESH = Duration.ofSeconds(5);

  public AccessToken {
    requireNonNull(installation, "installation");
    requireNonNull(value, "value");
    if (!expiresAt.isAfter(issuedAt)) {
      throw new IllegalArgumentException(
          "expiresAt: %s (expected: after %s)".formatted(expiresAt, issuedAt));
    }
  }

  /** Whether a request may be sent with it. */
  public boolean usable(Instant now) {
    return now.isBefore(expiresAt.minus(MARGIN));
  }

  /** Whether it is time for the next one. A token of a short life is renewed half way through. */
  public boolean due(Instant now) {
    Duration half = Duration.between(issuedAt, expiresAt).dividedBy(2);
    Duration early = half.compareTo(RENEWAL) < 0 ? half : RENEWAL;
    return !now.isBefore(expiresAt.minus(early));
  }

  /** Whether a refusal may only mean that it is not known everywhere yet. */
  public boolean fresh(Instant now) {
    return now.isBefore(issuedAt.plus(FRESH));
  }
}
