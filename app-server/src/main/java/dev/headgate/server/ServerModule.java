package dev.headgate.server;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.admission.AdmissionControl;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.CachePolicy;
import dev.headgate.core.cache.FreshnessPolicy;
import dev.headgate.core.cache.NearCache;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.credential.Credentials;
import dev.headgate.core.credential.LentRequests;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.gateway.GatewayPolicy;
import dev.headgate.core.gateway.RetryPolicy;
import dev.headgate.core.gateway.SharedFlights;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.LeasedTokenBuckets;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.priority.EndpointPriority;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.ResilientQuotaLedger;
import dev.headgate.core.spending.Outlook;
import dev.headgate.github.artifact.DownloadHost;
import dev.headgate.github.upstream.GitHubProbe;
import dev.headgate.github.upstream.OkHttpUpstream;
import dev.headgate.runtime.blob.BlobModule;
import dev.headgate.runtime.configuration.CacheSettings;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.Preset;
import dev.headgate.runtime.configuration.RetrySettings;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.runtime.task.artifact.ArtifactModule;
import dev.headgate.runtime.task.report.JUnitReportModule;
import dev.headgate.runtime.work.Worker;
import dev.headgate.server.access.AccessPolicy;
import dev.headgate.server.artifact.ArtifactEndpointModule;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.admission.AdmissionModule;
import dev.headgate.server.admission.GateStore;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.EndpointModule;
import dev.headgate.server.endpoint.Routes;
import dev.headgate.server.health.HealthProbes;
import dev.headgate.server.health.HealthReport;
import dev.headgate.server.health.Readiness;
import dev.headgate.server.limit.LimitModule;
import dev.headgate.server.limit.LimitRuleBook;
import dev.headgate.server.mirror.Deferral;
import dev.headgate.server.mirror.MirrorHandler;
import dev.headgate.server.mirror.MirrorSettings;
import dev.headgate.server.pipeline.Pipeline;
import dev.headgate.server.spending.SharedSpending;
import dev.headgate.server.spending.SpendingModule;
import dev.headgate.server.spending.SpendingWatch;
import dev.headgate.server.store.StoreWatch;
import dev.headgate.server.task.BatchStreams;
import dev.headgate.server.task.QueueModule;
import dev.headgate.server.task.TaskModule;
import dev.headgate.storage.memory.limit.MemoryLimitConfig;
import dev.headgate.storage.memory.limit.MemoryTokenBuckets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.server.Handler;

/** The API server: the gateway, the mirror in front of it, and what watches over them. */
final class ServerModule extends AbstractModule {
  /** How soon a change made in another process is in force here. */
  private static final Duration POLL = Duration.ofSeconds(1);

  /** How often the limits that everybody shares are looked at for the metrics. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** Several times in a term of a lease. */
  private static final Duration SETTLE = Duration.ofMillis(10);

  /** How soon nothing is left of an installation that is not configured any more. */
  private static final Duration TIDY = Duration.ofSeconds(30);

  /** How soon room is made of what has expired. */
  private static final Duration SWEEP = Duration.ofMinutes(5);

  /** How many addresses that bring wrong secrets are told apart. */
  private static final MemoryLimitConfig WRONG_SECRETS = new MemoryLimitConfig(100_000);

  /** How often a task's worker may fall silent before it is given up. */
  private static final int ATTEMPTS = 5;

  @Override
  protected void configure() {
    install(new EndpointModule());
    install(new LimitModule());
    install(new SpendingModule());
    install(new AdmissionModule());
    install(new TaskModule());
    install(new QueueModule());
    install(new BlobModule());
    install(new ArtifactModule());
    install(new JUnitReportModule());
    install(new ArtifactEndpointModule());
  }

  @Provides
  @Singleton
  static Waiter waiter() {
    return new SleepingWaiter();
  }

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
    GatewayPolicy policy =
        new GatewayPolicy(
            configuration.github().apiUrl().toString(),
            new CachePolicy(
                Math.toIntExact(cache.maxBodyBytes()),
                cache.maxStale(),
                new FreshnessPolicy(
                    cache::freshnessOf,
                    cache.immutable(),
                    cache.negativeTtl(),
                    cache.negativeMaxTtl())),
            new RetryPolicy(retry.maxRetries(), retry.baseDelay(), retry.maxDelay()),
            configuration.timeouts().externalService());
    return policy.withGraphqlTtl(configuration.graphql().cacheTtl());
  }

  @Provides
  @Singleton
  static Gateway gateway(
      Upstream upstream,
      ResponseCache cache,
      AdmissionControl admission,
      QuotaLedger ledger,
      CircuitBreakers breakers,
      AuditLog audit,
      Metrics metrics,
      GatewayPolicy policy,
      InstantSource clock,
      Waiter waiter,
      SharedFlights flights) {
    return new Gateway(
        upstream,
        cache,
        admission,
        ledger,
        breakers,
        audit,
        metrics.telemetry(),
        policy,
        clock,
        waiter,
        () -> ThreadLocalRandom.current().nextDouble(),
        flights);
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
    var github = configuration.github();
    return new MirrorSettings(
        github.apiUrl(), github.mirrorUrl(), github.users(), configuration.quota().maxWait());
  }

  @Provides
  @Singleton
  static Gatekeeper gatekeeper(Configuration configuration, InstantSource clock) {
    var access = configuration.access();
    boolean local =
        configuration.preset() == Preset.DEVELOPMENT && configuration.server().loopback();
    return new Gatekeeper(
        new AccessPolicy(access.adminToken(), access.apiKeys(), local),
        new MemoryTokenBuckets(WRONG_SECRETS),
        clock);
  }

  @Provides
  @Singleton
  static Housekeeping housekeeping(
      LimitRuleBook rules,
      InboundLimits limits,
      LimitStore store,
      GateStore github,
      ResponseCache cache,
      QuotaLedger ledger,
      SpendingWatch watch,
      SharedSpending spending,
      Credentials credentials,
      TaskQueue tasks,
      BatchStreams streams,
      BlobStore blobs,
      DownloadHost downloads,
      Configuration configuration,
      InstantSource clock) {
    Housekeeping housekeeping = new Housekeeping();
    housekeeping.every(
        POLL, () -> tasks.sweep(ATTEMPTS, configuration.tasks().history(), clock.instant()));
    housekeeping.every(SWEEP, () -> blobs.sweep(clock.instant()));
    housekeeping.atEnd(downloads::close);
    housekeeping.every(POLL, rules::refresh);
    housekeeping.atEnd(streams::close);
    housekeeping.every(LOOK, () -> limits.usage(EpochNanos.of(clock.instant())));
    housekeeping.every(TIDY, credentials::tidy);
    housekeeping.every(Outlook.LOOK, watch::look);
    housekeeping.every(SharedSpending.PERIOD, spending::exchange);
    for (TokenBuckets buckets : Set.of(store.leased(), github.buckets().leased())) {
      if (buckets instanceof LeasedTokenBuckets leased) {
        housekeeping.every(SETTLE, leased::settle);
        housekeeping.atEnd(leased::close);
      }
    }
    if (cache instanceof NearCache near) {
      housekeeping.every(NearCache.POLL, () -> near.catchUp(clock.instant()));
    }
    if (ledger instanceof ResilientQuotaLedger resilient) {
      housekeeping.every(POLL, resilient::reconcile);
    }
    return housekeeping;
  }

  @Provides
  @Singleton
  static Readiness readiness() {
    return new Readiness();
  }

  @Provides
  @Singleton
  static HealthReport health(
      Gateway gateway,
      HealthProbes probes,
      CircuitBreakers breakers,
      ResponseCache cache,
      QuotaLedger ledger,
      StoreWatch stores) {
    return new HealthReport(gateway.availability(), probes, breakers, cache, ledger, stores);
  }

  @Provides
  @Singleton
  static Routes routes(
      Gateway gateway,
      LentRequests lent,
      MirrorSettings mirror,
      Set<EndpointGroup> endpoints,
      Gatekeeper gate,
      AuditLog audit,
      EndpointPriority priorities,
      InstantSource clock,
      ExecutorService requests,
      Deferral deferral) {
    return new Routes(
        new MirrorHandler(
            gateway, lent, mirror, gate, priorities, audit, clock, requests, deferral),
        endpoints,
        gate,
        audit,
        clock,
        requests);
  }

  @Provides
  @Singleton
  static HeadgateServer server(
      Configuration configuration,
      Routes routes,
      Gatekeeper gate,
      Readiness readiness,
      HealthProbes probes,
      Metrics metrics,
      InboundLimits limits,
      Housekeeping housekeeping,
      StoreWatch stores,
      Worker worker,
      InstantSource clock,
      ExecutorService requests,
      OkHttpUpstream upstream) {
    boolean shared = configuration.storage().limits() != Store.MEMORY;
    Handler pipeline =
        Pipeline.of(routes, configuration, metrics, limits, gate, shared ? requests : null, clock);
    return new HeadgateServer(
        configuration.server(),
        pipeline,
        readiness,
        probes,
        housekeeping,
        stores,
        worker,
        requests,
        upstream);
  }
}
