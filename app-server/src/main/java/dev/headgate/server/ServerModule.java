package dev.headgate.server;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.credential.LentRequests;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.priority.EndpointPriority;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.core.spending.Outlook;
import dev.headgate.github.upstream.OkHttpUpstream;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.chore.Housekeeping;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.Preset;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.health.HealthProbes;
import dev.headgate.runtime.health.Readiness;
import dev.headgate.runtime.store.StoreWatch;
import dev.headgate.runtime.task.webhook.Refreshes;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.runtime.tls.ServerTls;
import dev.headgate.runtime.tracing.Tracing;
import dev.headgate.runtime.work.Worker;
import dev.headgate.server.access.AccessPolicy;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.admission.AdmissionEndpointModule;
import dev.headgate.server.artifact.ArtifactEndpointModule;
import dev.headgate.server.configuration.ConfigModule;
import dev.headgate.server.dashboard.DashboardModule;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.EndpointModule;
import dev.headgate.server.endpoint.Routes;
import dev.headgate.server.event.EventModule;
import dev.headgate.server.job.JobModule;
import dev.headgate.server.limit.LimitModule;
import dev.headgate.server.limit.LimitRuleBook;
import dev.headgate.server.mirror.Deferral;
import dev.headgate.server.mirror.MirrorHandler;
import dev.headgate.server.mirror.MirrorSettings;
import dev.headgate.server.openapi.OpenApiModule;
import dev.headgate.server.pipeline.Pipeline;
import dev.headgate.server.protection.Bandwidth;
import dev.headgate.server.protection.Entrance;
import dev.headgate.server.protection.EntranceModule;
import dev.headgate.server.spending.SpendingModule;
import dev.headgate.server.spending.SpendingWatch;
import dev.headgate.server.store.BreakerModule;
import dev.headgate.server.task.TaskModule;
import dev.headgate.server.webhook.WebhookModule;
import dev.headgate.storage.memory.limit.MemoryLimitConfig;
import dev.headgate.storage.memory.limit.MemoryTokenBuckets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.eclipse.jetty.server.Handler;

/** The API server: the mirror in front of the gateway, and Headgate's own endpoints. */
final class ServerModule extends AbstractModule {
  /** How soon a change made in another process is in force here. */
  private static final Duration POLL = Duration.ofSeconds(1);

  /** How often the limits that everybody shares are looked at for the metrics. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** How many addresses that bring wrong secrets are told apart. */
  private static final MemoryLimitConfig WRONG_SECRETS = new MemoryLimitConfig(100_000);

  @Override
  protected void configure() {
    install(new EntranceModule());
    install(new EndpointModule());
    install(new LimitModule());
    install(new SpendingModule());
    install(new AdmissionEndpointModule());
    install(new BreakerModule());
    install(new WebhookModule());
    install(new TaskModule());
    install(new EventModule());
    install(new JobModule());
    install(new ConfigModule());
    install(new OpenApiModule());
    install(new ArtifactEndpointModule());
    install(new DashboardModule());
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

  @ProvidesIntoSet
  static Chores chores(
      LimitRuleBook rules,
      InboundLimits limits,
      LimitStore store,
      SpendingWatch watch,
      InstantSource clock) {
    return housekeeping -> {
      housekeeping.every(POLL, rules::refresh);
      housekeeping.every(LOOK, () -> limits.usage(EpochNanos.of(clock.instant())));
      housekeeping.every(Outlook.LOOK, watch::look);
      housekeeping.settle(store.leased());
    };
  }

  @Provides
  @Singleton
  static Routes routes(
      Gateway gateway,
      LentRequests lent,
      Optional<Refreshes> refreshes,
      MirrorSettings mirror,
      Set<EndpointGroup> endpoints,
      Gatekeeper gate,
      AuditLog audit,
      EndpointPriority priorities,
      InstantSource clock,
      Entrance entrance,
      BodyMemory memory,
      Bandwidth bandwidth,
      Deferral deferral) {
    return new Routes(
        new MirrorHandler(
            gateway,
            refreshes.map(Refreshes::noting).orElse(lent),
            mirror,
            gate,
            priorities,
            audit,
            clock,
            entrance,
            memory,
            bandwidth,
            deferral),
        endpoints,
        gate,
        audit,
        clock,
        entrance);
  }

  @Provides
  @Singleton
  static HeadgateServer server(
      Configuration configuration,
      Optional<ServerTls> tls,
      Routes routes,
      Gatekeeper gate,
      LiveConfiguration live,
      Readiness readiness,
      HealthProbes probes,
      Metrics metrics,
      Tracing tracing,
      InboundLimits limits,
      Housekeeping housekeeping,
      StoreWatch stores,
      Worker worker,
      InstantSource clock,
      ExecutorService requests,
      OkHttpUpstream upstream) {
    boolean shared = configuration.storage().limits() != Store.MEMORY;
    Handler pipeline =
        Pipeline.of(routes, live, metrics, tracing, limits, gate, shared ? requests : null, clock);
    return new HeadgateServer(
        configuration.server(),
        tls,
        pipeline,
        readiness,
        probes,
        housekeeping,
        stores,
        configuration.doesTasks() ? worker : null,
        configuration.worker().grace(),
        clock,
        requests,
        upstream);
  }
}
