package dev.headgate.server.security;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A client's side of TLS that trusts the certificates of one file.
 *
 * @param context what sockets and clients are made with
 * @param manager what decides
 */
record Trusting(SSLContext context, X509TrustManager manager) {

  static Trusting certificate(Path pem) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream file = Files.newInputStream(pem)) {
      Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(file);
      trusted.setCertificateEntry("server", certificate);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return new Trusting(context, (X509TrustManager) factory.getTrustManagers()[0]);
  }

  /** A connection whose handshake is yet to come. */
  SSLSocket socket(URI server) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(server.getHost(), server.getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** Whose certificate a connection was shown. */
  static X509Certificate shown(SSLSocket socket) throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }
}
