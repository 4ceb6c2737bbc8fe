package dev.headgate.server.command;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.DatabaseSettings;
import dev.headgate.runtime.configuration.LoadedConfiguration;
import dev.headgate.runtime.logging.Logging;
import dev.headgate.runtime.process.CannotStart;
import dev.headgate.storage.postgres.connection.Migrations;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings the schema of the configured database up to date, and says what it did. */
@Command(
    name = "migrate",
    description = "Applies the Postgres schema; servers and workers do so at start as well.",
    mixinStandardHelpOptions = true)
public final class MigrateCommand implements Callable<Integer> {
  @Option(names = "--config", paramLabel = "FILE", description = "A YAML file of settings.")
  private @Nullable Path config;

  @Override
  public Integer call() {
    LoadedConfiguration loaded = ConfigurationLoader.load(System.getenv(), config);
    Configuration configuration = loaded.configuration();
    // What the steps log goes beside the answer.
    Logging logging = Logging.start(configuration.logging(), loaded.redactor(), System.err);
    try (PostgresDatabase database = new PostgresDatabase(settings(configuration.database()));
        Migrations migrations = new Migrations(database)) {
      int applied = migrations.apply();
      System.out.println(
          applied == 0
              ? "The schema is up to date."
              : "The schema is up to date; steps applied: " + applied);
      return 0;
    } catch (StorageFailure failure) {
      throw new CannotStart(
          "The schema cannot be applied: %s. Check DATABASE_URL, and that its user may create the schema %s."
              .formatted(failure.getMessage(), Migrations.SCHEMA),
          failure);
    } finally {
      logging.close();
    }
  }

  private static PostgresSettings settings(DatabaseSettings database) {
    String url = database.url();
    if (url == null) {
      throw new CannotStart(
          "DATABASE_URL (expected: set for migrate); set it, for example to"
              + " jdbc:postgresql://localhost:5432/headgate");
    }
    return PostgresSettings.of(new PostgresUrl(url, database.user(), database.password()))
        .withPoolSize(1);
  }
}
