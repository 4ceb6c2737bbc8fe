package dev.headgate.github.simulator;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The sockets: HTTP/1.1 and cleartext HTTP/2 on one port, requests on virtual threads. */
final class SimulatorServer implements AutoCloseable {
  /** On Javas without virtual threads, each request has one of these. */
  private static final int PLATFORM_THREADS = 256;

  private static final long IDLE_MILLIS = 600_000;
  private static final String RAW_PATHS =
      "DEFAULT,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING";

  private final Server server;
  private final ServerConnector api;
  private final ServerConnector blobs;
  private final String host;

  SimulatorServer(SimulatorOptions options, Handler handler) {
    host = options.host();
    Executor virtual = VirtualThreads.getDefaultVirtualThreadsExecutor();
    QueuedThreadPool threads = new QueuedThreadPool(virtual == null ? PLATFORM_THREADS : 16, 2);
    threads.setName("simulator");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(virtual);
    server = new Server(threads);
    api = connector(options.port());
    blobs = connector(options.blobPort());
    server.setConnectors(new ServerConnector[] {api, blobs});
    server.setHandler(handler);
    server.setErrorHandler(SimulatorServer::error);
    server.setStopTimeout(0);
    try {
      server.start();
    } catch (Exception e) {
      // Jetty declares Exception; whatever it is, the simulator did not start.
      close();
      throw new IllegalStateException(
          "port: cannot listen on %s:%d and %d (expected: free ports)"
              .formatted(host, options.port(), options.blobPort()),
          e);
    }
  }

  URI url() {
    return URI.create("http://" + reachable() + ":" + api.getLocalPort());
  }

  int blobPort() {
    return blobs.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the simulator did not stop", e);
    }
  }

  /** What the server itself refuses, in GitHub's form. */
  private static boolean error(Request request, Response response, Callback callback) {
    Reply reply =
        Refusals.message(
            response.getStatus(),
            HttpStatus.getMessage(response.getStatus()),
            "https://docs.github.com/rest");
    reply.headers().forEach(header -> response.getHeaders().put(header.name(), header.value()));
    if (reply.body() instanceof ByteBody body) {
      response.write(true, ByteBuffer.wrap(body.bytes()), callback);
    }
    return true;
  }

  private String reachable() {
    return host.equals("0.0.0.0") ? "127.0.0.1" : host;
  }

  private ServerConnector connector(int port) {
    HttpConfiguration configuration = new HttpConfiguration();
    // The parser knows fields again by their text; a token in other letters is another token.
    configuration.setHeaderCacheCaseSensitive(true);
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(false);
    configuration.setRequestHeaderSize(32_768);
    configuration.setUriCompliance(UriCompliance.from(RAW_PATHS));
    ServerConnector connector =
        new ServerConnector(
            server,
            1,
            1,
            new HttpConnectionFactory(configuration),
            new HTTP2CServerConnectionFactory(configuration));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.setAcceptQueueSize(4_096);
    return connector;
  }
}
