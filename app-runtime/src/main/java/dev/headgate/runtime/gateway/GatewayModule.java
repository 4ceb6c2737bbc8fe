package dev.headgate.runtime.gateway;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.admission.AdmissionControl;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.CachePolicy;
import dev.headgate.core.cache.FreshnessPolicy;
import dev.headgate.core.cache.NearCache;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.credential.Credentials;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.gateway.GatewayPolicy;
import dev.headgate.core.gateway.RetryPolicy;
import dev.headgate.core.gateway.SharedFlights;
import dev.headgate.core.gateway.SleepingWaiter;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.ResilientQuotaLedger;
import dev.headgate.core.webhook.Sightings;
import dev.headgate.runtime.admission.GateStore;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.CacheSettings;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.RetrySettings;
import dev.headgate.runtime.logging.WatchedRequests;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.runtime.tracing.Tracing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** The gateway: one request of GitHub, asked with care; and what is looked after for it. */
public final class GatewayModule extends AbstractModule {
  /** How soon a store that came back is told what it missed. */
  private static final Duration POLL = Duration.ofSeconds(1);

  /** How soon nothing is left of an installation that is not configured any more. */
  private static final Duration TIDY = Duration.ofSeconds(30);

  @Provides
  @Singleton
  static Waiter waiter() {
    return new SleepingWaiter();
  }

  @Provides
  @Singleton
  static ExecutorService requests(Tracing tracing) {
    return tracing.carrying(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory()));
  }

  @Provides
  @Singleton
  static Supplier<GatewayPolicy> gatewayPolicy(LiveConfiguration live, Sightings sightings) {
    return live.derived(configuration -> policy(configuration, sightings));
  }

  private static GatewayPolicy policy(Configuration configuration, Sightings sightings) {
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
                        cache.negativeMaxTtl())
                    .withEvents(sightings, cache.webhookMaxAge())),
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
      Supplier<GatewayPolicy> policy,
      InstantSource clock,
      Waiter waiter,
      SharedFlights flights,
      WatchedRequests watched,
      BodyMemory memory,
      Tracing tracing) {
    return new Gateway(
        tracing.upstream(upstream),
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
        flights,
        tracing.decisions(watched),
        memory);
  }

  @Provides
  @Singleton
  static WatchedRequests watched(InstantSource clock) {
    return new WatchedRequests(clock);
  }

  @ProvidesIntoSet
  static Chores chores(
      ResponseCache cache,
      QuotaLedger ledger,
      GateStore github,
      Credentials credentials,
      InstantSource clock) {
    return housekeeping -> {
      housekeeping.every(TIDY, credentials::tidy);
      housekeeping.settle(github.buckets().leased());
      if (cache instanceof NearCache near) {
        housekeeping.every(NearCache.POLL, () -> near.catchUp(clock.instant()));
      }
      if (ledger instanceof ResilientQuotaLedger resilient) {
        housekeeping.every(POLL, resilient::reconcile);
      }
    };
  }
}
