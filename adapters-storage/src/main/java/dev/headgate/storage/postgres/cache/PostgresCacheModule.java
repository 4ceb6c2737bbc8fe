package dev.headgate.storage.postgres.cache;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.storage.postgres.connection.PostgresDatabase;

/** Keeps cached responses in Postgres, for all processes that use the database. */
public final class PostgresCacheModule extends AbstractModule {
  private final PostgresCacheSettings settings;

  /** The feature with these settings. */
  public PostgresCacheModule(PostgresCacheSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    bind(PostgresCacheSettings.class).toInstance(settings);
  }

  @Provides
  @Singleton
  static SharedResponseCache sharedResponseCache(
      PostgresDatabase database, PostgresCacheSettings settings) {
    return new PostgresResponseCache(database, settings);
  }
}
