package dev.headgate.server;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.github.upstream.UpstreamModule;
import dev.headgate.github.upstream.UpstreamSettings;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.telemetry.TelemetryModule;
import dev.headgate.storage.memory.MemoryStorageModule;
import dev.headgate.storage.memory.audit.MemoryAuditSettings;
import dev.headgate.storage.memory.breaker.BreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryBreakerSettings;
import dev.headgate.storage.memory.cache.MemoryCacheSettings;
import dev.headgate.storage.memory.quota.MemoryQuotaSettings;
import java.time.InstantSource;
import java.util.Map;

/** Assembles a server out of its modules. */
public final class Headgate {
  private Headgate() {}

  /** A server of that configuration, not yet started. */
  public static HeadgateServer server(Configuration configuration, InstantSource clock) {
    Injector injector =
        Guice.createInjector(
            Stage.PRODUCTION,
            new SettingsModule(configuration, clock),
            storage(configuration),
            new UpstreamModule(upstream(configuration)),
            new TelemetryModule(),
            new ServerModule());
    return injector.getInstance(HeadgateServer.class);
  }

  private static Module storage(Configuration configuration) {
    return switch (configuration.storage().type()) {
      case MEMORY -> memory(configuration);
    };
  }

  private static Module memory(Configuration configuration) {
    var breaker = configuration.breaker();
    BreakerSettings github =
        new BreakerSettings(
            breaker.failureThreshold(), breaker.openTime(), breaker.halfOpenSuccessThreshold());
    return new MemoryStorageModule(
        new MemoryCacheSettings(configuration.cache().maxBytes(), configuration.cache().ttl()),
        MemoryQuotaSettings.DEFAULTS,
        new MemoryBreakerSettings(Map.of(CircuitBreakers.GITHUB, github), BreakerSettings.DEFAULTS),
        MemoryAuditSettings.DEFAULTS);
  }

  private static UpstreamSettings upstream(Configuration configuration) {
    return UpstreamSettings.DEFAULTS.withApiUrl(configuration.github().apiUrl());
  }

  /** Hands each adapter its part of the configuration. */
  private static final class SettingsModule extends AbstractModule {
    private final Configuration configuration;
    private final InstantSource clock;

    SettingsModule(Configuration configuration, InstantSource clock) {
      this.configuration = configuration;
      this.clock = clock;
    }

    @Override
    protected void configure() {
      binder().requireExplicitBindings();
      bind(Configuration.class).toInstance(configuration);
      bind(InstantSource.class).toInstance(clock);
    }
  }
}
