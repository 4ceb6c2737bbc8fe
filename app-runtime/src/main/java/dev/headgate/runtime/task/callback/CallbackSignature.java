package dev.headgate.runtime.task.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.identity.Secret;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs callbacks: HMAC with SHA-256 over the timestamp, a dot, and the body's bytes. With the
 * timestamp a receiver can refuse what somebody recorded and sends again.
 */
final class CallbackSignature {
  private CallbackSignature() {}

  /** The value of the signature's field: {@code sha256=} and 64 hex digits. */
  static String of(Secret secret, long timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.revealBytes(), "HmacSHA256"));
      mac.update((timestamp + ".").getBytes(UTF_8));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
    }
  }
}
