package dev.headgate.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.Reservation;
import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.runtime.plugin.Plugins;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TelemetryModuleTest {
  @Test
  void assemblesOneOfEach() {
    Injector injector =
        Guice.createInjector(
            Stage.PRODUCTION,
            new TelemetryModule(),
            binder -> {
              binder.bind(CircuitBreakers.class).toInstance(new Sources());
              binder.bind(ResponseCache.class).toInstance(new FullCache());
              binder.bind(TaskQueue.class).toInstance(new MemoryTaskQueue());
              binder.bind(QuotaLedger.class).toInstance(new OneAccount());
              binder.bind(Plugins.class).toInstance(Plugins.NONE);
              binder.bind(InstantSource.class).toInstance(() -> Sources.NOW);
            });
    Metrics metrics = injector.getInstance(Metrics.class);
    injector.getInstance(Telemetry.class).quotaSaved(Sources.KEY);
    injector.getInstance(HttpMetrics.class).started();
    injector.getInstance(MetricRegistry.class).counter("acme").inc();
    PrometheusText seen = Sources.scraped(metrics);
    assertThat(seen.value("github_api_quota_saved_total")).isEqualTo(1);
    assertThat(seen.value("http_requests_in_progress")).isEqualTo(1);
    assertThat(seen.value("acme")).isEqualTo(1);
    assertThat(seen.value("github_mirror_cached_objects")).isEqualTo(11);
    assertThat(seen.value("github_api_rate_limit_limit", "principal=user:octocat", "resource=core"))
        .isEqualTo(60);
  }

  private static final class FullCache implements ResponseCache {
    @Override
    public CacheEntry find(ResourceKey key, Fingerprint identity, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CacheEntry peek(ResourceKey key, Fingerprint identity, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void store(
        ResourceKey key, Representation representation, Grant grant, long asOf, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void grant(ResourceKey key, Grant grant, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void revoke(ResourceKey key, Fingerprint identity) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int invalidate(ResourceSelection selection) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CacheUsage usage() {
      return new CacheUsage(11, 22, 33, 44);
    }
  }

  private static final class OneAccount implements QuotaLedger {
    @Override
    public Reservation reserve(QuotaKey key, Demand demand, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void settle(
        Reservation reservation, long spent, @Nullable QuotaObservation seen, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void pause(QuotaKey key, Instant until, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void exhaust(QuotaKey key, Instant until, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public QuotaAccount account(QuotaKey key, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<QuotaKey, QuotaAccount> accounts(Instant now) {
      return Map.of(Sources.KEY, new QuotaAccount(60, 50, Sources.RESET, 0, null));
    }
  }
}
