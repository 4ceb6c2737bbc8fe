package dev.headgate.runtime.configuration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Secrets in the forms that people write them in. */
final class Samples {
  private Samples() {}

  /** A private key as a file has it. */
  static String pem() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----"
          .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** 32 times this character, in base64. */
  static String key(char character) {
    return Base64.getEncoder()
        .encodeToString(String.valueOf(character).repeat(32).getBytes(US_ASCII));
  }
}
