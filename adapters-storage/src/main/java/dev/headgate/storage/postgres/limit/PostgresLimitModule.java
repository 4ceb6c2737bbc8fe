package dev.headgate.storage.postgres.limit;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.storage.postgres.connection.PostgresDatabase;

/** Keeps token buckets in Postgres; who starts the injector closes the sweeper. */
public final class PostgresLimitModule extends AbstractModule {

  @Provides
  @Singleton
  static TokenBuckets tokenBuckets(PostgresDatabase database) {
    return new PostgresTokenBuckets(database);
  }

  @Provides
  @Singleton
  static TokenLeases tokenLeases(PostgresDatabase database) {
    return new PostgresTokenLeases(database);
  }

  @Provides
  @Singleton
  static PostgresLimitSweeper sweeper(PostgresDatabase database) {
    return new PostgresLimitSweeper(new BucketSweep(database), PostgresLimitSweeper.PAUSE);
  }
}
