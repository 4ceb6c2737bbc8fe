package dev.headgate.server.storage;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.storage.postgres.breaker.PostgresBreakerBoard;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.limit.PostgresTokenBuckets;
import dev.headgate.storage.postgres.limit.PostgresTokenLeases;
import dev.headgate.storage.postgres.quota.PostgresQuotaLedger;
import dev.headgate.storage.postgres.quota.PostgresQuotaSettings;

/** What Postgres keeps, as it keeps it; each is installed where the configuration says so. */
final class PostgresPorts {
  private PostgresPorts() {}

  /** Token buckets. */
  static final class Limits extends AbstractModule {
    @Provides
    @Singleton
    @Shared
    static TokenBuckets buckets(PostgresDatabase database) {
      return new PostgresTokenBuckets(database);
    }

    @Provides
    @Singleton
    @Shared
    static TokenLeases leases(PostgresDatabase database) {
      return new PostgresTokenLeases(database);
    }
  }

  /** The quota ledger. */
  static final class Quota extends AbstractModule {
    @Provides
    @Singleton
    @Shared
    static QuotaLedger ledger(PostgresDatabase database) {
      return new PostgresQuotaLedger(database, PostgresQuotaSettings.DEFAULTS);
    }
  }

  /** The board of circuits. */
  static final class Breakers extends AbstractModule {
    @Provides
    @Singleton
    @Shared
    static BreakerBoard board(PostgresDatabase database) {
      return new PostgresBreakerBoard(database);
    }
  }
}
