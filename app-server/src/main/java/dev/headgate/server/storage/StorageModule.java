package dev.headgate.server.storage;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.core.limit.LeasedTokenBuckets;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.ResilientQuotaLedger;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.StorageSettings;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.storage.memory.audit.MemoryAuditModule;
import dev.headgate.storage.memory.audit.MemoryAuditSettings;
import dev.headgate.storage.memory.cache.MemoryCacheModule;
import dev.headgate.storage.memory.cache.MemoryCacheSettings;
import dev.headgate.storage.memory.limit.MemoryLimitModule;
import dev.headgate.storage.memory.quota.MemoryQuotaLedger;
import dev.headgate.storage.memory.quota.MemoryQuotaModule;
import dev.headgate.storage.memory.quota.MemoryQuotaSettings;
import dev.headgate.storage.memory.setting.MemorySettingModule;
import dev.headgate.storage.postgres.audit.PostgresAuditModule;
import dev.headgate.storage.postgres.audit.PostgresAuditSettings;
import dev.headgate.storage.postgres.limit.PostgresLimitModule;
import dev.headgate.storage.postgres.quota.PostgresQuotaModule;
import dev.headgate.storage.postgres.setting.PostgresSettingModule;
import dev.headgate.storage.redis.limit.RedisLimitModule;
import dev.headgate.storage.redis.quota.RedisQuotaModule;
import dev.headgate.storage.redis.setting.RedisSettingModule;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Chooses the module of each port by the store that the configuration names for it. */
public final class StorageModule extends AbstractModule {
  private final Configuration configuration;

  /** The stores of this configuration. */
  public StorageModule(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  protected void configure() {
    StorageSettings stores = configuration.storage();
    Multibinder.newSetBinder(binder(), Backend.class);
    if (uses(stores, Store.REDIS)) {
      install(new RedisBackendModule());
    }
    if (uses(stores, Store.POSTGRES)) {
      install(new PostgresBackendModule(configuration));
    }
    cache(stores.cache());
    limits(stores.limits());
    settings(stores.limits());
    quota(stores.quota());
    install(new BreakerModule(stores.breakers()));
    audit(stores.type());
  }

  private static boolean uses(StorageSettings stores, Store store) {
    return List.of(
            stores.type(),
            stores.cache(),
            stores.limits(),
            stores.quota(),
            stores.breakers())
        .contains(store);
  }

  private void cache(Store store) {
    switch (store) {
      case MEMORY -> install(memoryCache());
      case REDIS -> install(memoryCache());
      case POSTGRES -> install(memoryCache());
    }
  }

  private MemoryCacheModule memoryCache() {
    return new MemoryCacheModule(
        new MemoryCacheSettings(configuration.cache().maxBytes(), configuration.cache().ttl()));
  }

  private void limits(Store store) {
    switch (store) {
      case MEMORY -> {
        install(new MemoryLimitModule());
        install(new MemoryLimits());
      }
      case REDIS -> {
        install(SharedPort.of(new RedisLimitModule(), TokenBuckets.class, TokenLeases.class));
        install(new SharedLimits());
      }
      case POSTGRES -> {
        install(SharedPort.of(new PostgresLimitModule(), TokenBuckets.class, TokenLeases.class));
        install(new SharedLimits());
      }
    }
  }

  private void settings(Store store) {
    install(
        switch (store) {
          case MEMORY -> new MemorySettingModule();
          case REDIS -> new RedisSettingModule();
          case POSTGRES -> new PostgresSettingModule();
        });
  }

  private void quota(Store store) {
    switch (store) {
      case MEMORY -> install(new MemoryQuotaModule(MemoryQuotaSettings.DEFAULTS));
      case REDIS -> {
        install(SharedPort.of(new RedisQuotaModule(), QuotaLedger.class));
        install(new SharedQuota());
      }
      case POSTGRES -> {
        install(SharedPort.of(new PostgresQuotaModule(), QuotaLedger.class));
        install(new SharedQuota());
      }
    }
  }

  private void audit(Store store) {
    install(
        switch (store) {
          case MEMORY, REDIS -> new MemoryAuditModule(MemoryAuditSettings.DEFAULTS);
          case POSTGRES -> new PostgresAuditModule(PostgresAuditSettings.DEFAULTS);
        });
  }

  @Provides
  @Singleton
  static Stores stores(
      Set<Backend> backends,
      @Local CircuitBreakers local,
      Telemetry telemetry,
      InstantSource clock) {
    return new Stores(backends, local, telemetry, clock);
  }

  /** Token buckets in memory, where nothing need be fetched ahead. */
  private static final class MemoryLimits extends AbstractModule {
    @Provides
    @Singleton
    static LimitStore buckets(TokenBuckets buckets) {
      return LimitStore.of(buckets);
    }
  }

  /** Token buckets of a shared store, and the way to them by leases. */
  private static final class SharedLimits extends AbstractModule {
    @Provides
    @Singleton
    static LimitStore buckets(
        @Shared TokenBuckets buckets, @Shared TokenLeases leases, Stores stores) {
      return new LimitStore(
          buckets, stores.closing(new LeasedTokenBuckets(buckets, leases, System::nanoTime)));
    }
  }

  /** The ledger of a shared store, with one in memory for while it is away. */
  private static final class SharedQuota extends AbstractModule {
    @Provides
    @Singleton
    static QuotaLedger ledger(
        Configuration configuration,
        @Shared QuotaLedger shared,
        Stores stores,
        SharedCircuitBreakers breakers,
        InstantSource clock) {
      return new ResilientQuotaLedger(
          shared,
          () -> new MemoryQuotaLedger(MemoryQuotaSettings.DEFAULTS),
          stores.calls(configuration.storage().quota()),
          breakers::processes,
          clock);
    }
  }
}
