package dev.headgate.runtime.store;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import com.google.inject.name.Names;
import com.google.inject.util.Modules;
import dev.headgate.core.audit.ChainedAuditLog;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.core.gateway.SharedFlights;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.runtime.admission.GateStore;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.credential.TokenStore;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.task.job.JobStore;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.runtime.tracing.Tracing;
import dev.headgate.runtime.work.CountedTaskQueue;
import dev.headgate.storage.memory.audit.MemoryAuditModule;
import dev.headgate.storage.memory.breaker.MemoryBreakerBoard;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import dev.headgate.storage.memory.cache.MemoryCacheModule;
import dev.headgate.storage.memory.cache.MemoryCacheSettings;
import dev.headgate.storage.memory.credential.MemoryTokenVault;
import dev.headgate.storage.memory.job.MemoryJobNotes;
import dev.headgate.storage.memory.limit.MemoryLimitConfig;
import dev.headgate.storage.memory.limit.MemoryLimitModule;
import dev.headgate.storage.memory.limit.MemoryTokenBuckets;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import dev.headgate.storage.memory.queue.MemoryTaskQueueSettings;
import dev.headgate.storage.memory.quota.MemoryQuotaModule;
import dev.headgate.storage.memory.quota.MemoryQuotaSettings;
import dev.headgate.storage.memory.setting.MemorySettingModule;
import dev.headgate.storage.memory.slot.MemorySlots;
import dev.headgate.storage.memory.spending.MemorySpendingModule;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.redis.connection.RedisConnection;
import java.time.InstantSource;
import java.util.Set;

/**
 * Chooses the module of each port by the store that the configuration names for it. A shared store
 * is reached over one connection, whatever is kept there.
 */
public final class Storage extends AbstractModule {
  private final Configuration configuration;

  /** The stores that this configuration names. */
  public Storage(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  protected void configure() {
    install(new CircuitModule());
    install(cache());
    install(limits());
    install(quota());
    install(breakers());
    install(audit());
    install(tokens());
    install(queue());
    Multibinder<SharedStore> stores = Multibinder.newSetBinder(binder(), SharedStore.class);
    if (configuration.storage().uses(Store.REDIS)) {
      install(new RedisStoreModule(configuration));
      stores.addBinding().to(named(RedisConnection.STORE));
    }
    if (configuration.storage().uses(Store.POSTGRES)) {
      install(new PostgresStoreModule(configuration));
      stores.addBinding().to(named(PostgresDatabase.STORE));
    }
  }

  @Provides
  @Singleton
  static StoreWatch watch(
      Set<SharedStore> stores, SharedCircuitBreakers breakers, ChainedAuditLog audit) {
    return new StoreWatch(stores, breakers, audit);
  }

  @ProvidesIntoSet
  static Chores auditSweep(ChainedAuditLog audit, InstantSource clock) {
    return housekeeping ->
        housekeeping.every(AuditTrailModule.PERIOD, () -> AuditTrailModule.sweep(audit, clock));
  }

  private static Key<SharedStore> named(String store) {
    return Key.get(SharedStore.class, Names.named(store));
  }

  private Module cache() {
    return switch (configuration.storage().cache()) {
      case MEMORY ->
          Modules.combine(
              new MemoryCacheModule(
                  new MemoryCacheSettings(
                      configuration.cache().maxBytes(), configuration.cache().ttl())),
              new OwnFlights());
      case REDIS, POSTGRES -> Modules.EMPTY_MODULE;
    };
  }

  private Module limits() {
    return switch (configuration.storage().limits()) {
      case MEMORY ->
          Modules.combine(new MemoryLimitModule(), new OwnLimits(), new MemorySettingModule());
      case REDIS, POSTGRES -> Modules.EMPTY_MODULE;
    };
  }

  private Module quota() {
    return switch (configuration.storage().quota()) {
      case MEMORY ->
          Modules.combine(
              new MemoryQuotaModule(MemoryQuotaSettings.DEFAULTS),
              new MemorySpendingModule(),
              new OwnGates());
      case REDIS, POSTGRES -> Modules.EMPTY_MODULE;
    };
  }

  private Module breakers() {
    return switch (configuration.storage().breakers()) {
      case MEMORY -> new OwnBoard();
      case REDIS, POSTGRES -> Modules.EMPTY_MODULE;
    };
  }

  private Module tokens() {
    return switch (configuration.storage().type()) {
      case MEMORY -> new OwnTokens();
      case REDIS, POSTGRES -> Modules.EMPTY_MODULE;
    };
  }

  private Module queue() {
    return switch (configuration.storage().queue()) {
      case MEMORY -> new OwnQueue();
      case REDIS, POSTGRES -> Modules.EMPTY_MODULE;
    };
  }

  private Module audit() {
    return switch (configuration.storage().type()) {
      case MEMORY ->
          Modules.combine(
              new MemoryAuditModule(), new AuditTrailModule(configuration.audit(), 10_000));
      case REDIS, POSTGRES -> Modules.EMPTY_MODULE;
    };
  }

  /** Reads that no other process shares. */
  private static final class OwnFlights extends AbstractModule {
    @Override
    protected void configure() {
      bind(SharedFlights.class).toInstance(SharedFlights.NONE);
    }
  }

  /** Limits of which nothing need be fetched ahead. */
  private static final class OwnLimits extends AbstractModule {
    @Provides
    @Singleton
    static LimitStore buckets(TokenBuckets buckets) {
      return LimitStore.of(buckets);
    }
  }

  /** GitHub's secondary limits, counted by this process alone. */
  private static final class OwnGates extends AbstractModule {
    @Provides
    @Singleton
    static GateStore gates() {
      return new GateStore(
          LimitStore.of(new MemoryTokenBuckets(MemoryLimitConfig.DEFAULTS)), new MemorySlots());
    }
  }

  /** Tokens that no other process shares. */
  private static final class OwnTokens extends AbstractModule {
    @Provides
    @Singleton
    static TokenStore tokens() {
      return new TokenStore(new MemoryTokenVault(), new MemorySlots(), StoreCalls.UNGUARDED);
    }
  }

  /** Tasks that no other process shares. */
  private static final class OwnQueue extends AbstractModule {
    @Provides
    @Singleton
    static TaskQueue queue(Configuration configuration, Metrics metrics, Tracing tracing) {
      MemoryTaskQueueSettings settings =
          new MemoryTaskQueueSettings(configuration.tasks().maxBytes());
      return tracing.queue(
          new CountedTaskQueue(new MemoryTaskQueue(settings), metrics.tasks()::enqueued));
    }

    @Provides
    @Singleton
    static JobStore jobs() {
      return new JobStore(new MemorySlots(), new MemoryJobNotes());
    }
  }

  /** Circuits that no other process shares. */
  private static final class OwnBoard extends AbstractModule {
    @Provides
    @Singleton
    static SharedCircuitBreakers circuitBreakers(
        MemoryCircuitBreakers own,
        ProcessName process,
        LiveConfiguration live,
        InstantSource clock) {
      return SharedCircuitBreakers.direct(
          own,
          new MemoryBreakerBoard(),
          process.text(),
          service -> CircuitModule.policy(live.now(), service),
          clock);
    }
  }
}
