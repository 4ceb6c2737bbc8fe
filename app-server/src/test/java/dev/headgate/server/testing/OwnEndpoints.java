package dev.headgate.server.testing;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.ModelTokenBuckets;
import dev.headgate.core.protection.LoadShedder;
import dev.headgate.core.protection.SheddingPolicy;
import dev.headgate.core.quota.LedgerStatus;
import dev.headgate.core.spending.Spending;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.runtime.tracing.Tracing;
import dev.headgate.server.access.AccessPolicy;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Routes;
import dev.headgate.server.pipeline.Pipeline;
import dev.headgate.server.protection.Entrance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;

/** One group of endpoints on a port of its own, behind the whole pipeline, without a mirror. */
public final class OwnEndpoints implements AutoCloseable {
  private final Server server =
      new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private OwnEndpoints(EndpointGroup group, InboundLimits limits, InstantSource clock) {
    Gatekeeper gate =
        new Gatekeeper(new AccessPolicy(null, Map.of(), true), new ModelTokenBuckets(), clock);
    Metrics metrics =
        new Metrics(
            List::of,
            () -> new CacheUsage(0, 0, 0, 0),
            now -> Map.of(),
            () -> LedgerStatus.WELL,
            now -> List.of(),
            Spending.fresh(),
            clock);
    Handler none = new Handler.Wrapper();
    Entrance entrance = new Entrance(new LoadShedder(SheddingPolicy.DEFAULTS), executor);
    Routes routes = new Routes(none, Set.of(group), gate, new NoAudit(), clock, entrance);
    server.setHandler(
        Pipeline.of(
            routes,
            LiveConfiguration.fixed(Configuration.DEFAULTS),
            metrics,
            Tracing.OFF,
            limits,
            gate,
            executor,
            clock));
  }

  /** Serves from now on. */
  public static OwnEndpoints serving(
      EndpointGroup group, InboundLimits limits, InstantSource clock) {
    OwnEndpoints endpoints = new OwnEndpoints(group, limits, clock);
    try {
      endpoints.server.start();
    } catch (Exception failure) {
      throw new IllegalStateException("the server does not start", failure);
    }
    return endpoints;
  }

  /** Where it listens. */
  public URI url() {
    return server.getURI();
  }

  /** The answer, with its body as text. */
  public HttpResponse<String> send(String method, String target, String body) {
    try {
      return client.send(
          HttpRequest.newBuilder(server.getURI().resolve(URI.create(target)))
              .method(method, BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new IllegalStateException("the connection broke", broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    try {
      server.stop();
    } catch (Exception failure) {
      throw new IllegalStateException("the server does not stop", failure);
    } finally {
      executor.close();
    }
  }

  private static final class NoAudit implements AuditLog {
    @Override
    public void append(AuditEvent event) {
      // Nobody asks.
    }

    @Override
    public List<AuditEvent> latest(int limit) {
      return List.of();
    }
  }
}
