package dev.headgate.github.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes as GitHub shows them. */
final class Digests {
  private Digests() {}

  static MessageDigest sha256() {
    return algorithm("SHA-256");
  }

  static String sha256Hex(byte[] bytes) {
    return hex(sha256().digest(bytes));
  }

  /** Base64 of SHA-256: how GitHub's audit log shows a token. */
  static String hashedToken(String token) {
    return Base64.getEncoder().encodeToString(sha256().digest(token.getBytes(UTF_8)));
  }

  /** Forty hex digits, as commits have them. */
  static String sha1Hex(String text) {
    return hex(algorithm("SHA-1").digest(text.getBytes(UTF_8)));
  }

  static String hmacSha256Hex(String secret, byte[] payload) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return hex(mac.doFinal(payload));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** A positive number that is always the same for the same text. */
  static int number(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(UTF_8));
    return (int) (crc.getValue() & 0x3fff_ffff) + 1_000;
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static MessageDigest algorithm(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }
}
