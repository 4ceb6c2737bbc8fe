package dev.headgate.server.storage;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.server.CannotStart;
import dev.headgate.storage.postgres.connection.Migrations;
import dev.headgate.storage.postgres.connection.PostgresConnectionModule;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;

/** One Postgres for everything that is kept there, its schema brought up to date. */
final class PostgresBackendModule extends AbstractModule {
  private final Configuration configuration;

  PostgresBackendModule(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  protected void configure() {
    install(new PostgresConnectionModule(settings(configuration)));
  }

  private static PostgresSettings settings(Configuration configuration) {
    var database = configuration.database();
    String url = database.url();
    if (url == null) {
      throw new CannotStart(
          "DATABASE_URL (expected: set where anything is kept in postgres); set it, for example to"
              + " jdbc:postgresql://localhost:5432/headgate");
    }
    return PostgresSettings.of(new PostgresUrl(url, database.user(), database.password()))
        .withPoolSize(database.poolSize());
  }

  @ProvidesIntoSet
  @Singleton
  static Backend backend(PostgresDatabase database, Migrations migrations) {
    return new Backend(
        Store.POSTGRES,
        () -> ping(database),
        () -> {
          migrations.close();
          database.close();
        });
  }

  private static void ping(PostgresDatabase database) {
    database.read(handle -> handle.createQuery("select 1").mapTo(Integer.class).one());
  }
}
