package dev.headgate.runtime.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How listeners speak TLS: versions 1.3 and 1.2 with authenticated ciphers and forward secrecy
 * only, HTTP/2 where the client offers it by ALPN (RFC 7301), else HTTP/1.1.
 *
 * <p>The certificate and its key are read again by {@link #refresh}. Connections that are open
 * stay; new ones are shown the new certificate. Files that do not fit each other, as while one of
 * them is already replaced and the other is not, change nothing. Thread-safe.
 */
public final class ServerTls {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
  private static final String[] CIPHERS = {
    "TLS_AES_.*", "TLS_CHACHA20_.*", "TLS_ECDHE_.*_(GCM|CHACHA20_POLY1305)_SHA(256|384)"
  };

  /** How long browsers remember that this host is spoken to by TLS only (RFC 6797). */
  private static final Duration STRICT = Duration.ofDays(365);

  /** How long before its end a certificate is spoken of. */
  private static final Duration SOON = Duration.ofDays(14);

  private final Path certificate;
  private final Path key;
  private final InstantSource clock;
  private final ShownIdentity shown;
  private final AtomicReference<String> said = new AtomicReference<>("");
  private final AtomicReference<String> judged = new AtomicReference<>("");

  private ServerTls(Path certificate, Path key, InstantSource clock, ServerIdentity identity) {
    this.certificate = certificate;
    this.key = key;
    this.clock = clock;
    this.shown = new ShownIdentity(identity);
  }

  /**
   * With the identity that is in these files. A certificate that has expired serves, with a
   * warning: clients that pin it may go on.
   *
   * @throws UnfitIdentity if there is none
   */
  public static ServerTls of(Path certificate, Path key, InstantSource clock) throws UnfitIdentity {
    ServerTls tls = new ServerTls(certificate, key, clock, ServerIdentity.read(certificate, key));
    tls.judge(tls.shown.identity());
    return tls;
  }

  /** Which identity new connections are shown. */
  public ServerIdentity identity() {
    return shown.identity();
  }

  /**
   * What a listener needs to speak TLS, in their order. Requests that come so are marked as secure,
   * and their answers tell browsers to use nothing else.
   *
   * @param http how HTTP is spoken below it; not changed
   */
  public ConnectionFactory[] connections(HttpConfiguration http) {
    HttpConfiguration secure = new HttpConfiguration(http);
    // Which name the client looked for is its own affair: proxies and probes look for others.
    secure.addCustomizer(new SecureRequestCustomizer(false, false, STRICT.toSeconds(), false));
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
    return new ConnectionFactory[] {
      new SslConnectionFactory(ssl(), alpn.getProtocol()),
      alpn,
      new HTTP2ServerConnectionFactory(secure),
      new HttpConnectionFactory(secure)
    };
  }

  /** Looks whether other files lie there, and shows their certificate from now on if they fit. */
  public void refresh() {
    try {
      ServerIdentity found = ServerIdentity.read(certificate, key);
      if (found.chain().equals(shown.identity().chain())) {
        said.set("");
      } else {
        shown.show(found);
        LOG.info("new connections are shown another certificate: {}", found);
        said.set("");
      }
      judge(shown.identity());
    } catch (UnfitIdentity unfit) {
      String message = String.valueOf(unfit.getMessage());
      if (!message.equals(said.getAndSet(message))) {
        LOG.warn(
            "the certificate is kept, as the files do not serve: {} is {}",
            unfit.ofKey() ? "SERVER_TLS_KEY" : "SERVER_TLS_CERTIFICATE",
            message);
      }
    }
  }

  /** Says once what clients will hold against it. */
  private void judge(ServerIdentity identity) {
    Instant now = clock.instant();
    String fault =
        now.isAfter(identity.expires())
            ? "has expired, and clients will refuse it"
            : now.isBefore(identity.begins())
                ? "is not valid yet, and clients will refuse it"
                : now.plus(SOON).isAfter(identity.expires()) ? "expires soon" : "";
    String judgement =
        fault.isEmpty() ? "" : "SERVER_TLS_CERTIFICATE %s: %s".formatted(fault, identity);
    if (!judgement.equals(judged.getAndSet(judgement)) && !judgement.isEmpty()) {
      LOG.warn(judgement);
    }
  }

  private SslContextFactory.Server ssl() {
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(context());
    ssl.setIncludeProtocols(VERSIONS);
    ssl.setIncludeCipherSuites(CIPHERS);
    ssl.setExcludeCipherSuites();
    ssl.setCipherComparator(HTTP2Cipher.COMPARATOR);
    ssl.setUseCipherSuitesOrder(true);
    ssl.setRenegotiationAllowed(false);
    return ssl;
  }

  private SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {shown}, null, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform speaks TLS", impossible);
    }
  }
}
