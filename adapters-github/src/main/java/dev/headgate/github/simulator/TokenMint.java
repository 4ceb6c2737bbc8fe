package dev.headgate.github.simulator;

import java.time.Duration;

/**
 * How installation tokens are minted.
 *
 * @param life how long a token lives; GitHub's hour
 * @param unknownFor how long after its birth a token is still refused, as GitHub's replicas do at
 *     times
 * @param stateless whether tokens have the form that GitHub introduced in 2026, {@code
 *     ghs_<app>_<JWT>} of about 520 characters, instead of 40 characters
 */
public record TokenMint(Duration life, Duration unknownFor, boolean stateless) {
  /** An hour, known at once, 40 characters. */
  public static final TokenMint DEFAULTS = new TokenMint(Duration.ofHours(1), Duration.ZERO, false);

  public TokenMint {
    if (life.toSeconds() < 1) {
      throw new IllegalArgumentException("life: " + life + " (expected: 1s or more)");
    }
    if (unknownFor.isNegative()) {
      throw new IllegalArgumentException("unknownFor: " + unknownFor + " (expected: 0 or more)");
    }
  }

  public TokenMint withLife(Duration value) {
    return new TokenMint(value, unknownFor, stateless);
  }

  public TokenMint withUnknownFor(Duration value) {
    return new TokenMint(life, value, stateless);
  }

  public TokenMint withStateless(boolean value) {
    return new TokenMint(life, unknownFor, value);
  }
}
