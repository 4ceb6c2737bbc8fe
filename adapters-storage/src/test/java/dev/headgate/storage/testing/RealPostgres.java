package dev.headgate.storage.testing;

import dev.headgate.storage.postgres.connection.Migrations;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A real Postgres server for the tests of this JVM: the one that {@value #URL} names, else a
 * container where Docker answers, else the binaries among the test dependencies. Which one it is is
 * printed once.
 *
 * <p>Tests keep apart by databases of their own, which are dropped when the JVM ends, or go with
 * the server.
 */
public final class RealPostgres {

  /** Names a server to use, in the form of {@code DATABASE_URL}; its user may create databases. */
  public static final String URL = "HEADGATE_TEST_DATABASE_URL";

  private final PostgresUrl server;
  private final Queue<String> databases = new ConcurrentLinkedQueue<>();

  private RealPostgres(PostgresUrl server) {
    this.server = server;
  }

  /** The server that the tests of this JVM share; started by the first call. */
  public static RealPostgres shared() {
    return Shared.INSTANCE;
  }

  /** A server of the test's own, which it may stop, kill, freeze and start again. */
  public static OwnPostgres own() {
    return OwnPostgres.start();
  }

  /** A database that nobody else uses, without a schema. */
  public PostgresSettings database() {
    String name = "test_" + UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
    execute("CREATE DATABASE " + name);
    databases.add(name);
    return PostgresSettings.of(on(name));
  }

  /** A database that nobody else uses, with the schema of this program. */
  public PostgresSettings migrated() {
    PostgresSettings settings = database();
    migrate(settings);
    return settings;
  }

  static void migrate(PostgresSettings settings) {
    try (PostgresDatabase database = new PostgresDatabase(settings.withPoolSize(1));
        Migrations migrations = new Migrations(database)) {
      migrations.apply();
    }
  }

  private PostgresUrl on(String database) {
    String jdbc = server.jdbc();
    int slash = jdbc.indexOf('/', "jdbc:postgresql://".length());
    int question = jdbc.indexOf('?');
    String parameters = question < 0 ? "" : jdbc.substring(question);
    return new PostgresUrl(
        jdbc.substring(0, slash + 1) + database + parameters, server.user(), server.password());
  }

  private void execute(String sql) {
    Properties login = new Properties();
    if (server.user() != null) {
      login.setProperty("user", server.user());
    }
    if (server.password() != null) {
      login.setProperty("password", server.password().reveal());
    }
    try (Connection connection = DriverManager.getConnection(server.jdbc(), login);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(sql, failed);
    }
  }

  private void dropAll() {
    for (String name : databases) {
      execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
  }

  private static final class Shared {
    static final RealPostgres INSTANCE = start();

    private static RealPostgres start() {
      String url = System.getenv(URL);
      if (url != null && !url.isBlank()) {
        RealPostgres lasting = chosen(PostgresUrl.parse(url), "the server that " + URL + " names");
        Runtime.getRuntime().addShutdownHook(new Thread(lasting::dropAll, "drop-test-databases"));
        return lasting;
      }
      PostgresUrl container = DockerPostgres.start();
      if (container != null) {
        return chosen(container, "a container");
      }
      return chosen(OwnPostgres.start().url(), "embedded");
    }

    private static RealPostgres chosen(PostgresUrl server, String what) {
      System.out.println("Postgres for the tests: " + what);
      return new RealPostgres(server);
    }
  }
}
