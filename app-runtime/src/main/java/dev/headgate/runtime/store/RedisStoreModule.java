package dev.headgate.runtime.store;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.audit.AuditChain;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.audit.AuditStore;
import dev.headgate.core.audit.ChainedAuditLog;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.core.breaker.StoreGuard;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.gateway.SharedFlights;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.core.spending.SpendingBoard;
import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.runtime.admission.GateStore;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.credential.TokenStore;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.task.job.JobStore;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.runtime.tracing.Tracing;
import dev.headgate.runtime.work.CountedTaskQueue;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import dev.headgate.storage.redis.audit.RedisAuditModule;
import dev.headgate.storage.redis.breaker.RedisBreakerModule;
import dev.headgate.storage.redis.cache.RedisCacheModule;
import dev.headgate.storage.redis.cache.RedisCacheSettings;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.redis.credential.RedisTokenVault;
import dev.headgate.storage.redis.job.RedisJobNotes;
import dev.headgate.storage.redis.limit.RedisTokenBuckets;
import dev.headgate.storage.redis.limit.RedisTokenLeases;
import dev.headgate.storage.redis.queue.RedisDurability;
import dev.headgate.storage.redis.queue.RedisTaskQueue;
import dev.headgate.storage.redis.quota.RedisQuotaLedger;
import dev.headgate.storage.redis.quota.RedisQuotaSettings;
import dev.headgate.storage.redis.setting.RedisSettingModule;
import dev.headgate.storage.redis.slot.RedisSlots;
import dev.headgate.storage.redis.spending.RedisSpendingBoard;
import java.time.InstantSource;

/** What is kept in Redis. */
final class RedisStoreModule extends StoreModule {
  private final Configuration configuration;

  RedisStoreModule(Configuration configuration) {
    super(Store.REDIS, configuration.storage());
    this.configuration = configuration;
  }

  @Override
  protected void configure() {
    exposeStore(RedisConnection.STORE);
    if (keeps(configuration.storage().breakers())) {
      install(new RedisBreakerModule());
      install(new Agreement());
      expose(SharedCircuitBreakers.class);
    }
    if (keeps(configuration.storage().cache())) {
      var cache = configuration.cache();
      install(new RedisCacheModule(new RedisCacheSettings(cache.maxBytes(), cache.ttl())));
      install(new Copies());
      expose(ResponseCache.class);
      install(new Flights());
      expose(SharedFlights.class);
    }
    if (keeps(configuration.storage().quota())) {
      install(new Quota());
      expose(QuotaLedger.class);
      expose(SpendingBoard.class);
      expose(GateStore.class);
    }
    if (keeps(configuration.storage().type())) {
      install(new Tokens());
      expose(TokenStore.class);
    }
    if (keeps(configuration.storage().limits())) {
      install(new Limits());
      expose(LimitStore.class);
      install(new RedisSettingModule());
      expose(SharedSettings.class);
    }
    if (keeps(configuration.storage().queue())) {
      install(new Queue());
      expose(TaskQueue.class);
      expose(JobStore.class);
    }
    if (keeps(configuration.storage().type())) {
      install(new RedisAuditModule());
      install(new AuditTrailModule(configuration.audit(), configuration.audit().maxEntries()));
      expose(AuditLog.class);
      expose(AuditStore.class);
      expose(AuditChain.class);
      expose(ChainedAuditLog.class);
    }
  }

  @Provides
  @Singleton
  RedisConnection connection() {
    var redis = configuration.redis();
    return new RedisConnection(
        RedisSettings.of(redis.nodes())
            .withReader(redis.reader())
            .withCredentials(redis.user(), redis.password())
            .withDatabase(redis.database()));
  }

  @Provides
  @Singleton
  SharedStore store(
      RedisConnection connection,
      MemoryCircuitBreakers own,
      Telemetry telemetry,
      InstantSource clock) {
    RedisDurability durability = new RedisDurability(connection);
    return new SharedStore(
        new StoreGuard(own.breaker(RedisConnection.STORE), telemetry, clock),
        () ->
            connection.<Boolean>read(
                client -> client.getBucket(connection.key("ping")).isExistsAsync()),
        kept(),
        keeps(configuration.storage().queue()) ? durability::warnWhenReachable : () -> {},
        () -> {
          durability.close();
          connection.close();
        });
  }

  /** Who reads what nobody knows yet. */
  private static final class Flights extends AbstractModule {
    @Provides
    @Singleton
    static SharedFlights flights(
        RedisConnection connection, SharedStore store, ProcessName process) {
      return new SharedFlights(new RedisSlots(connection), store.guard(), process.text());
    }
  }

  /** The ledger of GitHub's quota, and who spends it. */
  private static final class Quota extends AbstractModule {
    @Provides
    @Singleton
    static QuotaLedger ledger(
        RedisConnection connection,
        SharedStore store,
        Provider<SharedCircuitBreakers> processes,
        InstantSource clock) {
      return resilient(
          new RedisQuotaLedger(connection, RedisQuotaSettings.DEFAULTS), store, processes, clock);
    }

    @Provides
    @Singleton
    static SpendingBoard spending(RedisConnection connection, SharedStore store) {
      return guarded(new RedisSpendingBoard(connection), store);
    }

    @Provides
    @Singleton
    static GateStore gates(RedisConnection connection) {
      return new GateStore(
          limits(new RedisTokenBuckets(connection), new RedisTokenLeases(connection)),
          new RedisSlots(connection));
    }
  }

  /** Installation tokens. */
  private static final class Tokens extends AbstractModule {
    @Provides
    @Singleton
    static TokenStore tokens(RedisConnection connection, SharedStore store) {
      return new TokenStore(
          new RedisTokenVault(connection), new RedisSlots(connection), store.guard());
    }
  }

  /** Tasks, which nobody waits for while Redis is away. */
  private static final class Queue extends AbstractModule {
    @Provides
    @Singleton
    static TaskQueue queue(
        RedisConnection connection, SharedStore store, Metrics metrics, Tracing tracing) {
      return tracing.queue(
          new CountedTaskQueue(
              new GuardedTaskQueue(new RedisTaskQueue(connection), store.guard()),
              metrics.tasks()::enqueued));
    }

    @Provides
    @Singleton
    static JobStore jobs(RedisConnection connection, SharedStore store) {
      return guarded(new RedisSlots(connection), new RedisJobNotes(connection), store);
    }
  }

  /** The inbound limits' token buckets. */
  private static final class Limits extends AbstractModule {
    @Provides
    @Singleton
    static LimitStore buckets(RedisConnection connection) {
      return limits(new RedisTokenBuckets(connection), new RedisTokenLeases(connection));
    }
  }
}
