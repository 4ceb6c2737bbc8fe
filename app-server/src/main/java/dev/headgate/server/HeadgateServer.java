package dev.headgate.server;

import dev.headgate.github.upstream.OkHttpUpstream;
import dev.headgate.runtime.chore.Housekeeping;
import dev.headgate.runtime.configuration.ServerSettings;
import dev.headgate.runtime.health.HealthProbes;
import dev.headgate.runtime.health.Readiness;
import dev.headgate.runtime.store.StoreWatch;
import dev.headgate.runtime.tls.ServerTls;
import dev.headgate.runtime.work.Worker;
import dev.headgate.server.pipeline.ErrorPages;
import dev.headgate.server.pipeline.ListeningPort;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening server: HTTP/1.1 and HTTP/2 on one port, in the clear or by TLS, and where there is
 * one the management port beside it. Stopping it refuses new requests, lets those in flight end,
 * and then closes.
 */
public final class HeadgateServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeadgateServer.class);
  private static final long MOST_BODY_BYTES = 128L * 1024 * 1024;
  private static final int MOST_HEADER_BYTES = 32 * 1024;
  private static final int MOST_RESPONSE_HEADER_BYTES = 64 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration LINGER = Duration.ofMillis(200);
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Server server;
  private final ServerConnector connector;
  private final @Nullable ServerConnector management;
  private final String scheme;
  private final GracefulHandler graceful;
  private final SlowClients slowClients;
  private final Readiness readiness;
  private final HealthProbes probes;
  private final Housekeeping housekeeping;
  private final StoreWatch stores;
  private final @Nullable Worker worker;
  private final Duration grace;
  private final ExecutorService executor;
  private final OkHttpUpstream upstream;

  /**
   * A server, not yet started, of what {@code pipeline} answers.
   *
   * @param tls how its listeners speak; empty: in the clear
   * @param worker does tasks in this process; null where others do
   * @param grace how long tasks under way may go on when it is closed
   */
  HeadgateServer(
      ServerSettings settings,
      Optional<ServerTls> tls,
      Handler pipeline,
      Readiness readiness,
      HealthProbes probes,
      Housekeeping housekeeping,
      StoreWatch stores,
      @Nullable Worker worker,
      Duration grace,
      InstantSource clock,
      ExecutorService executor,
      OkHttpUpstream upstream) {
    this.readiness = readiness;
    this.probes = probes;
    this.housekeeping = housekeeping;
    this.stores = stores;
    this.worker = worker;
    this.grace = grace;
    this.executor = executor;
    this.upstream = upstream;
    this.server = new Server(new HttpThreads());
    this.scheme = tls.isPresent() ? "https" : "http";
    this.connector = listener(settings.host(), settings.port(), tls);
    @Nullable Integer other = settings.managementPort();
    this.management = other == null ? null : listener(settings.host(), other, tls);
    if (management != null) {
      ListeningPort.MANAGEMENT.mark(management);
      ListeningPort.TRAFFIC.mark(connector);
    }
    server.setErrorHandler(new ErrorPages());
    this.graceful = new GracefulHandler(new BodyLimit(MOST_BODY_BYTES, pipeline));
    server.setHandler(graceful);
    server.setStopTimeout(CLOSING.toMillis());
    server.addBean(new NetworkConnectionLimit(settings.maxConnections(), server));
    this.slowClients = new SlowClients(settings.maxConnections(), clock, listeners());
  }

  /**
   * Listens, and begins to watch GitHub's health.
   *
   * @throws Exception when the port cannot be bound
   */
  public void start() throws Exception {
    server.start();
    slowClients.start();
    stores.start();
    probes.start();
    if (worker != null) {
      worker.start();
    }
    readiness.set(true);
  }

  /** Where it listens. */
  public URI url() {
    return url(connector);
  }

  /** Where it shows operators how it is doing. */
  public URI managementUrl() {
    return url(management == null ? connector : management);
  }

  /** Stops gracefully; those in flight have half a minute. */
  @Override
  public void close() {
    readiness.set(false);
    drain();
    handBack();
    slowClients.close();
    probes.close();
    housekeeping.close();
    try {
      server.stop();
    } catch (Exception failure) {
      throw new IllegalStateException("the server could not be stopped", failure);
    } finally {
      end(executor);
      upstream.close();
      stores.close();
    }
  }

  /**
   * Refuses new requests and waits for those in flight. The server's own stop would give their
   * connections a second of idleness, which a slow client's body does not survive.
   */
  private void drain() {
    if (!server.isStarted()) {
      return;
    }
    try {
      graceful.shutdown().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException tooSlow) {
      LOG.warn("requests in flight did not end within {} s and are cut", GRACE.toSeconds());
      executor.shutdownNow();
    } catch (ExecutionException failure) {
      throw new IllegalStateException("the requests in flight could not be awaited", failure);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the threads of requests: nobody waits any more for what they do. */
  private static void end(ExecutorService executor) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("requests that do not end are interrupted");
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    executor.shutdownNow();
    executor.close();
  }

  /** Lets tasks under way end, and hands back those that do not. */
  private void handBack() {
    if (worker == null) {
      return;
    }
    try {
      worker.stop(grace);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private ServerConnector listener(String host, int port, Optional<ServerTls> tls) {
    HttpConfiguration http = http();
    ServerConnector listener =
        new ServerConnector(
            server,
            tls.map(it -> it.connections(http))
                .orElseGet(() ->
                    new ConnectionFactory[] {
                      new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http)
                    }));
    listener.setHost(host);
    listener.setPort(port);
    listener.setIdleTimeout(IDLE.toMillis());
    // Nothing is in flight any more when this applies, only kept-alive connections are left.
    listener.setShutdownIdleTimeout(LINGER.toMillis());
    listener.setAcceptQueueSize(1024);
    server.addConnector(listener);
    return listener;
  }

  private ServerConnector[] listeners() {
    return management == null
        ? new ServerConnector[] {connector}
        : new ServerConnector[] {connector, management};
  }

  private URI url(ServerConnector listener) {
    String host = listener.getHost();
    String shown = host == null || host.equals("0.0.0.0") ? "127.0.0.1" : host;
    return URI.create(scheme + "://" + shown + ":" + listener.getLocalPort());
  }

  private static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    // The parser knows fields again by their text; a token in other letters is another token.
    http.setHeaderCacheCaseSensitive(true);
    http.setSendServerVersion(false);
    // GitHub's own Date passes through: clients reckon their clock's skew from it.
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(MOST_HEADER_BYTES);
    http.setResponseHeaderSize(MOST_RESPONSE_HEADER_BYTES);
    http.setMaxResponseHeaderSize(MOST_RESPONSE_HEADER_BYTES);
    // Branch names and file paths carry %2F and %25; `//` and `%2e%2e` stay refused.
    http.setUriCompliance(
        UriCompliance.from("DEFAULT,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING"));
    // The authority of an absolute-form request counts, whatever Host says (RFC 9112 §3.2.2).
    http.setHttpCompliance(
        HttpCompliance.STRICT.with("headgate", HttpCompliance.Violation.MISMATCHED_AUTHORITY));
    http.addCustomizer(new Framing());
    return http;
  }
}
