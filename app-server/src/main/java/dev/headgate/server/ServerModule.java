package dev.headgate.server;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.CachePolicy;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.gateway.GatewayPolicy;
import dev.headgate.core.gateway.RetryPolicy;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.github.upstream.GitHubProbe;
import dev.headgate.github.upstream.OkHttpUpstream;
import dev.headgate.runtime.configuration.CacheSettings;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.Preset;
import dev.headgate.runtime.configuration.RetrySettings;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.server.access.AccessGuard;
import dev.headgate.server.endpoint.CacheEndpoints;
import dev.headgate.server.endpoint.Endpoints;
import dev.headgate.server.endpoint.HealthEndpoints;
import dev.headgate.server.endpoint.MetricsEndpoints;
import dev.headgate.server.endpoint.Routes;
import dev.headgate.server.health.HealthProbes;
import dev.headgate.server.health.HealthReport;
import dev.headgate.server.limit.LimitEndpoints;
import dev.headgate.server.limit.LimitRuleBook;
import dev.headgate.server.mirror.MirrorHandler;
import dev.headgate.server.mirror.MirrorSettings;
import dev.headgate.server.pipeline.Pipeline;
import dev.headgate.storage.memory.limit.MemoryLimitConfig;
import dev.headgate.storage.memory.limit.MemoryTokenBuckets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Handler;

/** The API server: the gateway, the mirror in front of it, and what watches over them. */
final class ServerModule extends AbstractModule {
  /** How soon a change made in another process is in force here. */
  private static final Duration POLL = Duration.ofSeconds(1);

  @Provides
  @Singleton
  static ExecutorService requests() {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
  }

  @Provides
  @Singleton
  static GatewayPolicy gatewayPolicy(Configuration configuration) {
    CacheSettings cache = configuration.cache();
    RetrySettings retry = configuration.retry();
    return new GatewayPolicy(
        configuration.github().apiUrl().toString(),
        new CachePolicy(Math.toIntExact(cache.maxBodyBytes()), cache.maxStale(), cache.freshness()),
        new RetryPolicy(retry.maxRetries(), retry.baseDelay(), retry.maxDelay()),
        configuration.timeouts().externalService());
  }

  @Provides
  @Singleton
  static Gateway gateway(
      Upstream upstream,
      ResponseCache cache,
      QuotaLedger ledger,
      CircuitBreakers breakers,
      AuditLog audit,
      Metrics metrics,
      GatewayPolicy policy,
      InstantSource clock) {
    return new Gateway(
        upstream,
        cache,
        ledger,
        breakers,
        audit,
        metrics.telemetry(),
        policy,
        clock,
        new SleepingWaiter(),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  @Provides
  @Singleton
  static HealthProbes probes(
      Upstream upstream, Gateway gateway, Configuration configuration, InstantSource clock) {
    GitHubProbe probe = new GitHubProbe(upstream, configuration.github().statusTimeout());
    return new HealthProbes(
        probe::alive, gateway.availability(), configuration.github().statusSleepTime(), clock);
  }

  @Provides
  @Singleton
  static MirrorSettings mirrorSettings(Configuration configuration) {
    var access = configuration.access();
    var github = configuration.github();
    boolean open =
        developersOwn(configuration) && access.apiKeys().isEmpty() && access.adminToken() == null;
    return new MirrorSettings(
        github.apiUrl(),
        github.mirrorUrl(),
        github.users(),
        github.token(),
        access.apiKeys(),
        open);
  }

  private static boolean developersOwn(Configuration configuration) {
    return configuration.preset() == Preset.DEVELOPMENT && configuration.server().loopback();
  }

  @Provides
  @Singleton
  static AccessGuard accessGuard(Configuration configuration, AuditLog audit, InstantSource clock) {
    return new AccessGuard(
        configuration.access().adminToken(),
        configuration.access().apiKeys(),
        developersOwn(configuration),
        new MemoryTokenBuckets(MemoryLimitConfig.DEFAULTS),
        audit,
        clock);
  }

  @Provides
  @Singleton
  static InboundLimits inboundLimits(
      Configuration configuration, TokenBuckets shared, Metrics metrics) {
    return new InboundLimits(
        shared,
        new MemoryTokenBuckets(MemoryLimitConfig.DEFAULTS),
        null,
        () -> 1,
        configuration.rateLimit().allowList(),
        metrics.limits());
  }

  @Provides
  @Singleton
  static LimitRuleBook limitRuleBook(
      Configuration configuration, InboundLimits limits, SharedSettings settings) {
    return new LimitRuleBook(
        configuration.rateLimit().effective(),
        configuration.rateLimit().onStoreFailure(),
        limits,
        settings);
  }

  @Provides
  @Singleton
  static Housekeeping housekeeping(LimitRuleBook rules) {
    Housekeeping housekeeping = new Housekeeping();
    housekeeping.every(POLL, rules::refresh);
    return housekeeping;
  }

  @Provides
  @Singleton
  static HeadgateServer server(
      Configuration configuration,
      Gateway gateway,
      MirrorSettings mirror,
      AuditLog audit,
      CircuitBreakers breakers,
      ResponseCache cache,
      HealthProbes probes,
      Metrics metrics,
      InboundLimits limits,
      LimitRuleBook rules,
      AccessGuard guard,
      Housekeeping housekeeping,
      InstantSource clock,
      ExecutorService requests,
      OkHttpUpstream upstream) {
    AtomicReference<HeadgateServer> self = new AtomicReference<>();
    List<Endpoints> endpoints =
        List.of(
            new HealthEndpoints(
                new HealthReport(gateway.availability(), probes, breakers, cache),
                () -> self.get() != null && self.get().ready()),
            new MetricsEndpoints(metrics),
            new LimitEndpoints(rules, limits, audit, clock),
            new CacheEndpoints(cache));
    Handler routes =
        new Routes(
            new MirrorHandler(gateway, mirror, audit, clock, requests), endpoints, guard, requests);
    boolean shared = configuration.storage().limits() != Store.MEMORY;
    Handler pipeline =
        Pipeline.of(
            routes, configuration, metrics, limits, guard::name, shared ? requests : null, clock);
    HeadgateServer server =
        new HeadgateServer(
            configuration.server(), pipeline, probes, housekeeping, requests, upstream);
    self.set(server);
    return server;
  }
}
