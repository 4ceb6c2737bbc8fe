package dev.headgate.server.testing;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;

/** The key of a GitHub App, for both sides. */
public final class AppKeys {
  /** The App's id. */
  public static final String APP = "12";

  private static final KeyPair PAIR = generate();

  private AppKeys() {}

  /** What GitHub has of it. */
  public static PublicKey publicKey() {
    return PAIR.getPublic();
  }

  /** What the App has, on one line as in an environment. */
  public static String pem() {
    return "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----"
        .formatted(Base64.getEncoder().encodeToString(PAIR.getPrivate().getEncoded()));
  }

  private static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
