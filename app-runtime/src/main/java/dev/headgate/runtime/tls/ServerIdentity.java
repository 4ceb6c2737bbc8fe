package dev.headgate.runtime.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a listener proves who it is with: a certificate, those of its issuers, and its private key.
 *
 * @param chain the certificates, the server's first
 * @param key the first one's
 */
public record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {

  /** Copies the chain. */
  public ServerIdentity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("chain: empty (expected: at least one certificate)");
    }
  }

  /**
   * Reads it from two PEM files, which may be one.
   *
   * @throws UnfitIdentity if a file cannot be read or holds something else, if the certificates are
   *     in another order, or if the key is not the first one's. Whether they have expired is not
   *     looked at.
   */
  public static ServerIdentity read(Path certificate, Path key) throws UnfitIdentity {
    List<X509Certificate> chain = new ArrayList<>();
    for (Pem block : Pem.read(certificate, UnfitIdentity::certificate)) {
      if (block.label().equals("CERTIFICATE")) {
        chain.add(parsed(block, certificate));
      }
    }
    if (chain.isEmpty()) {
      throw UnfitIdentity.certificate(certificate + ", which holds no certificate");
    }
    for (int i = 1; i < chain.size(); i++) {
      if (!issued(chain.get(i), chain.get(i - 1))) {
        throw UnfitIdentity.certificate(
            "%s, whose certificate %d did not issue the one before it"
                .formatted(certificate, i + 1));
      }
    }
    return new ServerIdentity(chain, PrivateKeys.read(key, chain.getFirst().getPublicKey()));
  }

  /** When the first of its certificates expires. */
  public Instant expires() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** When all of its certificates are valid. */
  public Instant begins() {
    return chain.stream()
        .map(certificate -> certificate.getNotBefore().toInstant())
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private static X509Certificate parsed(Pem block, Path file) throws UnfitIdentity {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.content()));
    } catch (CertificateException damaged) {
      throw UnfitIdentity.certificate(file + ", which holds a damaged certificate");
    }
  }

  private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
    try {
      certificate.verify(issuer.getPublicKey());
      return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
    } catch (GeneralSecurityException other) {
      return false;
    }
  }

  /** Whose it is, and never the key. */
  @Override
  public String toString() {
    X509Certificate own = chain.getFirst();
    return "%s, valid until %s".formatted(own.getSubjectX500Principal(), expires());
  }
}
