package dev.headgate.github.app;

import dev.headgate.core.identity.Secret;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** Keys in all the forms that people bring them in. */
final class Keys {
  /** Where PKCS#8 of an RSA key of 2048 bits has the PKCS#1 in it. */
  private static final int PKCS1_AT = 26;

  private Keys() {}

  static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static Secret pkcs8(KeyPair pair) {
    return Secret.of(pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
  }

  static Secret pkcs1(KeyPair pair) {
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    return Secret.of(pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, PKCS1_AT, pkcs8.length)));
  }

  static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
  }
}
