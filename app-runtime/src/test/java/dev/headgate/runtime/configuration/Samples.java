package dev.headgate.runtime.configuration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headgate.runtime.tls.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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

  /** A certificate and its key in files of a folder of their own. */
  static Certificates certificate() {
    try {
      return Certificates.in(Files.createTempDirectory("headgate-certificates"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** 32 times this character, in base64. */
  static String key(char character) {
    return Base64.getEncoder()
        .encodeToString(String.valueOf(character).repeat(32).getBytes(US_ASCII));
  }
}
