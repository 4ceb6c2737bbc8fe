package dev.headgate.core.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What stands for a credential wherever it must be told apart but not known: 128 bits of a
 * domain-separated SHA-256, in lower-case hex. Tokens are long and random, so a fingerprint reveals
 * nothing of them.
 *
 * @param hex 32 hex digits
 */
public record Fingerprint(String hex) {
  /** Validates the length. */
  public Fingerprint {
    if (hex.length() != 32) {
      throw new IllegalArgumentException("hex: %d digits (expected: 32)".formatted(hex.length()));
    }
  }

  /** The fingerprint of a value within a domain, so that equal values of two domains differ. */
  public static Fingerprint of(String domain, String value) {
    MessageDigest digest = Sha256.digest();
    digest.update(domain.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(value.getBytes(StandardCharsets.UTF_8));
    return new Fingerprint(HexFormat.of().formatHex(digest.digest(), 0, 16));
  }

  /** The first twelve digits, for people. */
  public String brief() {
    return hex.substring(0, 12);
  }
}
