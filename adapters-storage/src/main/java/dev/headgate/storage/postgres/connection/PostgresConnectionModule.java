package dev.headgate.storage.postgres.connection;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.thread.Threads;

/**
 * One database for all features that are kept there. Its schema is brought up to date in the
 * background, as soon as it can be reached; who starts the injector closes the {@link Migrations}
 * and then the {@link PostgresDatabase}.
 */
public final class PostgresConnectionModule extends AbstractModule {
  private final PostgresSettings settings;

  /** The database of these settings. */
  public PostgresConnectionModule(PostgresSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    bind(PostgresSettings.class).toInstance(settings);
  }

  @Provides
  @Singleton
  static PostgresDatabase database(PostgresSettings settings) {
    return new PostgresDatabase(settings);
  }

  @Provides
  @Singleton
  static Migrations migrations(PostgresDatabase database) {
    Migrations migrations = new Migrations(database);
    Threads.startLight("postgres-schema", migrations::applyWhenReachable);
    return migrations;
  }
}
