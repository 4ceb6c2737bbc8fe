package dev.headgate.core.credential;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A token as a store keeps it: encrypted, with the times that decide which of two is newer.
 *
 * @param text the encrypted token, printable ASCII; differs each time, even for one token
 * @param issuedAt when GitHub minted it, to the millisecond
 * @param expiresAt when it ends, to the millisecond
 */
public record SealedToken(String text, Instant issuedAt, Instant expiresAt) {
  /** The longest text: four times what GitHub's longest tokens take. */
  public static final int LONGEST = 8_192;

  /** Validates the length. */
  public SealedToken {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "text: %d characters (expected: 1 to %d)".formatted(text.length(), LONGEST));
    }
    issuedAt = issuedAt.truncatedTo(ChronoUnit.MILLIS);
    expiresAt = expiresAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Whether this one replaces that one. */
  public boolean newerThan(SealedToken other) {
    return issuedAt.isAfter(other.issuedAt);
  }
}
