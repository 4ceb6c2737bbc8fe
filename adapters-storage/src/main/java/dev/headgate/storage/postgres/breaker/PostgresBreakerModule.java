package dev.headgate.storage.postgres.breaker;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.storage.postgres.connection.PostgresDatabase;

/** Keeps the board of circuits in Postgres. */
public final class PostgresBreakerModule extends AbstractModule {
  @Provides
  @Singleton
  static BreakerBoard board(PostgresDatabase database) {
    return new PostgresBreakerBoard(database);
  }
}
