package dev.headgate.runtime.tls;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * Reads the private key that fits a certificate, out of any of the forms that PEM files have:
 * PKCS#8 (RFC 5958), PKCS#1 for RSA (RFC 8017) and SEC 1 for elliptic curves (RFC 5915).
 */
final class PrivateKeys {
  private static final int SHORTEST_RSA = 2048;
  private static final int CHALLENGE = 32;
  private static final byte[] VERSION = {0x02, 0x01, 0x00};

  private PrivateKeys() {}

  static PrivateKey read(Path file, PublicKey certified) throws UnfitIdentity {
    for (Pem block : Pem.read(file, UnfitIdentity::key)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return fitting(block.content(), certified, file);
        }
        case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
          return fitting(wrapped(block.content(), certified), certified, file);
        }
        case "ENCRYPTED PRIVATE KEY" -> throw UnfitIdentity.key(file + ", whose key is encrypted");
        default -> {
          // Parameters of a curve, or the certificate beside its key: the key comes behind.
          continue;
        }
      }
    }
    throw UnfitIdentity.key(file + ", which holds no private key");
  }

  private static PrivateKey fitting(byte[] pkcs8, PublicKey certified, Path file)
      throws UnfitIdentity {
    PrivateKey key;
    boolean fits;
    try {
      key =
          KeyFactory.getInstance(certified.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      fits = fits(key, certified);
    } catch (GeneralSecurityException other) {
      throw UnfitIdentity.key(
          "%s, whose key is damaged or not the %s key of this certificate"
              .formatted(file, certified.getAlgorithm()));
    }
    if (!fits) {
      throw UnfitIdentity.key(file + ", whose key is another than the certificate's");
    }
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA) {
      throw UnfitIdentity.key(
          "%s, whose RSA key has %d bits, fewer than %d"
              .formatted(file, rsa.getModulus().bitLength(), SHORTEST_RSA));
    }
    return key;
  }

  /** What one signs the other must verify. */
  private static boolean fits(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
    byte[] challenge = new byte[CHALLENGE];
    new SecureRandom().nextBytes(challenge);
    Signature signature = Signature.getInstance(signatureOf(certified));
    signature.initSign(key);
    signature.update(challenge);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(challenge);
    return signature.verify(signed);
  }

  private static String signatureOf(PublicKey certified) {
    return switch (certified.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> certified.getAlgorithm();
    };
  }

  /** PKCS#8 around the older forms: the algorithm's identifier is the one in the certificate. */
  private static byte[] wrapped(byte[] bare, PublicKey certified) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(VERSION);
    content.writeBytes(algorithm(certified.getEncoded()));
    element(content, 0x04, bare);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    element(whole, 0x30, content.toByteArray());
    return whole.toByteArray();
  }

  /** The first element of a SubjectPublicKeyInfo (RFC 5280 §4.1). */
  private static byte[] algorithm(byte[] publicKey) {
    int start = header(publicKey, 0);
    int end = start + header(publicKey, start) + (publicKey[start + 1] & 0x7f);
    return Arrays.copyOfRange(publicKey, start, end);
  }

  /** How many bytes the tag and the length of the element there take. */
  private static int header(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    return length < 0x80 ? 2 : 2 + (length & 0x7f);
  }

  /** An element in DER: tag, length in as few bytes as can be, content. */
  private static void element(ByteArrayOutputStream out, int tag, byte[] content) {
    out.write(tag);
    int length = content.length;
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      out.write(0x80 | bytes);
      for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        out.write(length >>> shift);
      }
    }
    out.writeBytes(content);
  }
}
