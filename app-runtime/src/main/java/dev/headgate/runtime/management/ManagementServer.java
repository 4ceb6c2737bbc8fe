package dev.headgate.runtime.management;

import dev.headgate.runtime.tls.ServerTls;
import java.net.URI;
import java.util.Optional;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A listener for {@code /healthz}, {@code /readyz}, {@code /metrics}, {@code /api/v1/metrics} and
 * {@code /api/v1/health}, for processes that serve nothing else.
 */
public final class ManagementServer implements AutoCloseable {
  private static final int MOST_THREADS = 8;
  private static final int MOST_HEADER_BYTES = 8 * 1024;
  private static final long IDLE_MILLIS = 30_000;
  private static final long CLOSING_MILLIS = 1_000;

  private final Server server;
  private final ServerConnector connector;
  private final String scheme;

  /**
   * A listener that is not started; port 0 asks for any free one; it speaks TLS if there is one.
   */
  public ManagementServer(String host, int port, StatusPages pages, Optional<ServerTls> tls) {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 1);
    threads.setName("management");
    threads.setDaemon(true);
    this.server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    // The parser knows fields again by their text; a token in other letters is another token.
    http.setHeaderCacheCaseSensitive(true);
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MOST_HEADER_BYTES);
    this.scheme = tls.isPresent() ? "https" : "http";
    this.connector =
        new ServerConnector(
            server,
            1,
            1,
            tls.map(it -> it.connections(http))
                .orElseGet(() -> new ConnectionFactory[] {new HttpConnectionFactory(http)}));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    // Neither the request nor a failure is repeated in what a stranger is answered.
    server.setErrorHandler(new PlainErrors());
    server.setHandler(new PageHandler(pages));
    server.setStopTimeout(CLOSING_MILLIS);
  }

  /**
   * Listens.
   *
   * @throws Exception when the port cannot be bound
   */
  public void start() throws Exception {
    server.start();
  }

  /** Where it listens. */
  public URI url() {
    String host = connector.getHost();
    String shown = host == null || host.equals("0.0.0.0") ? "127.0.0.1" : host;
    return URI.create(scheme + "://" + shown + ":" + connector.getLocalPort());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failure) {
      throw new IllegalStateException("the management listener could not be stopped", failure);
    }
  }

  private static final class PlainErrors extends ErrorHandler {
    PlainErrors() {
      setShowStacks(false);
      setShowCauses(false);
      setShowMessageInTitle(false);
      setDefaultResponseMimeType("application/json");
    }
  }
}
