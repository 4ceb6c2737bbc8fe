package dev.headgate.core.webhook;

import dev.headgate.core.identity.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells GitHub's deliveries from others by {@code X-Hub-Signature-256}: {@code sha256=} and the
 * HMAC-SHA256 of the body's raw bytes in hex. Takes the same time whether and wherever a signature
 * differs, and whichever of the secrets made it. Thread-safe.
 */
public final class WebhookSignature {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "sha256=";
  private static final int HEX_DIGITS = 64;

  private final List<Secret> secrets;

  /** Signatures made with any of these; none is right where there are none. */
  public WebhookSignature(List<Secret> secrets) {
    this.secrets = List.copyOf(secrets);
  }

  /** Whether there is a secret at all. */
  public boolean configured() {
    return !secrets.isEmpty();
  }

  /**
   * Whether the body was signed with one of the secrets.
   *
   * @param signature the field's value; null where it is missing
   */
  public boolean matches(byte[] body, @Nullable String signature) {
    byte[] presented = presented(signature);
    boolean matches = false;
    for (Secret secret : secrets) {
      matches |= MessageDigest.isEqual(hmac(secret, body), presented);
    }
    return matches;
  }

  private static byte[] presented(@Nullable String signature) {
    if (signature == null
        || !signature.startsWith(PREFIX)
        || signature.length() != PREFIX.length() + HEX_DIGITS) {
      return new byte[0];
    }
    try {
      return HexFormat.of().parseHex(signature.substring(PREFIX.length()).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException noHex) {
      return new byte[0];
    }
  }

  private static byte[] hmac(Secret secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.revealBytes(), ALGORITHM));
      return mac.doFinal(body);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }
}
