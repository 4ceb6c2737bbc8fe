package dev.headgate.runtime.store;

import static java.util.Objects.requireNonNull;

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
import dev.headgate.storage.postgres.audit.PostgresAuditModule;
import dev.headgate.storage.postgres.breaker.PostgresBreakerModule;
import dev.headgate.storage.postgres.cache.PostgresCacheModule;
import dev.headgate.storage.postgres.cache.PostgresCacheSettings;
import dev.headgate.storage.postgres.connection.Migrations;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import dev.headgate.storage.postgres.credential.PostgresTokenVault;
import dev.headgate.storage.postgres.job.PostgresJobNotes;
import dev.headgate.storage.postgres.limit.PostgresTokenBuckets;
import dev.headgate.storage.postgres.limit.PostgresTokenLeases;
import dev.headgate.storage.postgres.queue.PostgresTaskQueue;
import dev.headgate.storage.postgres.quota.PostgresQuotaLedger;
import dev.headgate.storage.postgres.quota.PostgresQuotaSettings;
import dev.headgate.storage.postgres.setting.PostgresSettingModule;
import dev.headgate.storage.postgres.slot.PostgresSlots;
import dev.headgate.storage.postgres.spending.PostgresSpendingBoard;
import java.time.InstantSource;

/** What is kept in Postgres. */
final class PostgresStoreModule extends StoreModule {
  private final Configuration configuration;

  PostgresStoreModule(Configuration configuration) {
    super(Store.POSTGRES, configuration.storage());
    this.configuration = configuration;
  }

  @Override
  protected void configure() {
    exposeStore(PostgresDatabase.STORE);
    if (keeps(configuration.storage().breakers())) {
      install(new PostgresBreakerModule());
      install(new Agreement());
      expose(SharedCircuitBreakers.class);
    }
    if (keeps(configuration.storage().cache())) {
      var cache = configuration.cache();
      install(new PostgresCacheModule(new PostgresCacheSettings(cache.maxBytes(), cache.ttl())));
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
      install(new PostgresSettingModule());
      expose(SharedSettings.class);
    }
    if (keeps(configuration.storage().queue())) {
      install(new Queue());
      expose(TaskQueue.class);
      expose(JobStore.class);
    }
    if (keeps(configuration.storage().type())) {
      install(new PostgresAuditModule());
      install(new AuditTrailModule(configuration.audit(), configuration.audit().maxEntries()));
      expose(AuditLog.class);
      expose(AuditStore.class);
      expose(AuditChain.class);
      expose(ChainedAuditLog.class);
    }
  }

  @Provides
  @Singleton
  PostgresDatabase database() {
    var database = configuration.database();
    String url = requireNonNull(database.url(), "database.url");
    return new PostgresDatabase(
        PostgresSettings.of(new PostgresUrl(url, database.user(), database.password()))
            .withPoolSize(database.poolSize()));
  }

  @Provides
  @Singleton
  SharedStore store(
      PostgresDatabase database,
      MemoryCircuitBreakers own,
      Telemetry telemetry,
      InstantSource clock) {
    Migrations migrations = new Migrations(database);
    return new SharedStore(
        new StoreGuard(own.breaker(PostgresDatabase.STORE), telemetry, clock),
        () ->
            database.<Integer>read(handle -> handle.select("SELECT 1").mapTo(Integer.class).one()),
        kept(),
        migrations::applyWhenReachable,
        () -> {
          migrations.close();
          database.close();
        });
  }

  /** Who reads what nobody knows yet. */
  private static final class Flights extends AbstractModule {
    @Provides
    @Singleton
    static SharedFlights flights(
        PostgresDatabase database, SharedStore store, ProcessName process) {
      return new SharedFlights(new PostgresSlots(database), store.guard(), process.text());
    }
  }

  /** The ledger of GitHub's quota, and who spends it. */
  private static final class Quota extends AbstractModule {
    @Provides
    @Singleton
    static QuotaLedger ledger(
        PostgresDatabase database,
        SharedStore store,
        Provider<SharedCircuitBreakers> processes,
        InstantSource clock) {
      return resilient(
          new PostgresQuotaLedger(database, PostgresQuotaSettings.DEFAULTS),
          store,
          processes,
          clock);
    }

    @Provides
    @Singleton
    static SpendingBoard spending(PostgresDatabase database, SharedStore store) {
      return guarded(new PostgresSpendingBoard(database), store);
    }

    @Provides
    @Singleton
    static GateStore gates(PostgresDatabase database) {
      return new GateStore(
          limits(new PostgresTokenBuckets(database), new PostgresTokenLeases(database)),
          new PostgresSlots(database));
    }
  }

  /** Installation tokens. */
  private static final class Tokens extends AbstractModule {
    @Provides
    @Singleton
    static TokenStore tokens(PostgresDatabase database, SharedStore store) {
      return new TokenStore(
          new PostgresTokenVault(database), new PostgresSlots(database), store.guard());
    }
  }

  /** Tasks, which nobody waits for while Postgres is away. */
  private static final class Queue extends AbstractModule {
    @Provides
    @Singleton
    static TaskQueue queue(
        PostgresDatabase database, SharedStore store, Metrics metrics, Tracing tracing) {
      return tracing.queue(
          new CountedTaskQueue(
              new GuardedTaskQueue(new PostgresTaskQueue(database), store.guard()),
              metrics.tasks()::enqueued));
    }

    @Provides
    @Singleton
    static JobStore jobs(PostgresDatabase database, SharedStore store) {
      return guarded(new PostgresSlots(database), new PostgresJobNotes(database), store);
    }
  }

  /** The inbound limits' token buckets. */
  private static final class Limits extends AbstractModule {
    @Provides
    @Singleton
    static LimitStore buckets(PostgresDatabase database) {
      return limits(new PostgresTokenBuckets(database), new PostgresTokenLeases(database));
    }
  }
}
