package dev.headgate.github.app;

import dev.headgate.core.identity.Secret;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an App's private key from PEM: PKCS#1 as GitHub hands it out, or PKCS#8 as other tools
 * write it. Line breaks may be written as {@code \n}, as environments often demand, or be missing.
 */
public final class AppKey {
  private static final int SMALLEST = 2_048;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END ([A-Z0-9 ]+)-----");

  /** What precedes a PKCS#1 key in PKCS#8: version 0 and the identifier of RSA (RFC 5958, 8017). */
  private static final byte[] RSA = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private final RSAPrivateKey key;

  private AppKey(RSAPrivateKey key) {
    this.key = key;
  }

  /**
   * The key in this text.
   *
   * @throws IllegalArgumentException that says what the text is instead, and nothing of what is in
   *     it
   */
  public static AppKey of(Secret pem) {
    String text = pem.reveal().replace("\\r", "").replace("\\n", "\n").strip();
    Matcher block = PEM.matcher(text);
    if (!text.contains("-----BEGIN ")) {
      throw wrong("no PEM; it begins with -----BEGIN, and a file's path goes to PRIVATE_KEY_FILE");
    }
    if (text.contains("ENCRYPTED")) {
      throw wrong("encrypted; the App's key comes without a passphrase");
    }
    if (!text.contains("-----END ") || !block.find()) {
      throw wrong("cut off, or not in PEM's form: no -----END line, or not the same at both ends");
    }
    String label = block.group(1);
    if (!label.equals(block.group(3))) {
      throw wrong("begins as " + label + " and ends as " + block.group(3));
    }
    byte[] body = body(block.group(2));
    return switch (label) {
      case "RSA PRIVATE KEY" -> new AppKey(parsed(wrapped(body)));
      case "PRIVATE KEY" -> new AppKey(parsed(body));
      default -> throw wrong("a " + label);
    };
  }

  /** The RS256 signature over these bytes (RFC 7518 §3.3). */
  byte[] sign(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform signs with RSA", impossible);
    }
  }

  private static byte[] body(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException damaged) {
      throw wrong("damaged: between its first and last line there is no base64");
    }
  }

  private static RSAPrivateKey parsed(byte[] pkcs8) {
    PrivateKey parsed;
    try {
      parsed = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException unreadable) {
      throw wrong("damaged, or of another algorithm");
    }
    if (!(parsed instanceof RSAPrivateKey rsa) || rsa.getModulus().bitLength() < SMALLEST) {
      throw wrong("too short for RS256, at least " + SMALLEST + " bits");
    }
    return rsa;
  }

  private static byte[] wrapped(byte[] pkcs1) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(RSA);
    element(content, 0x04, pkcs1);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    element(whole, 0x30, content.toByteArray());
    return whole.toByteArray();
  }

  /** An element in DER: tag, length in as few bytes as can be, content. */
  private static void element(ByteArrayOutputStream out, int tag, byte[] content) {
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      int bytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
      out.write(0x80 | bytes);
      for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        out.write(content.length >>> shift);
      }
    }
    out.writeBytes(content);
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        what + " (expected: the App's RSA private key in PEM, PKCS#1 or PKCS#8)");
  }

  /** Never the key. */
  @Override
  public String toString() {
    return Secret.MASK;
  }
}
