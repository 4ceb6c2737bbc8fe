package dev.headgate.storage.postgres.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.core.Race;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationsTest {

  private static int applyOnce(PostgresSettings settings) {
    try (PostgresDatabase database = new PostgresDatabase(settings.withPoolSize(1));
        Migrations migrations = new Migrations(database)) {
      return migrations.apply();
    }
  }

  @Test
  void makesTheSchemaAndThenHasNothingToDo() {
    PostgresSettings settings = RealPostgres.shared().database();
    assertThat(applyOnce(settings)).isPositive();
    assertThat(applyOnce(settings)).isZero();
    try (PostgresDatabase database = new PostgresDatabase(settings)) {
      assertThat(
              database.<Integer>read(handle ->
                  handle
                      .select("SELECT count(*) FROM headgate.token_bucket")
                      .mapTo(Integer.class)
                      .one()))
          .isZero();
    }
  }

  @Test
  void onlyOneOfManyWhoStartAtOnceDoesTheWork() {
    PostgresSettings settings = RealPostgres.shared().database();
    List<Integer> applied = Race.of(6, runner -> applyOnce(settings));
    assertThat(applied.stream().filter(steps -> steps > 0)).hasSize(1);
  }

  @Test
  void onlyOneOfSeveralProcessesDoesTheWork() throws Exception {
    PostgresSettings settings = RealPostgres.shared().database();
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(migrateElsewhere(settings));
    }
    int steps = 0;
    for (Process process : processes) {
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      assertThat(process.waitFor()).as(printed).isZero();
      steps += Integer.parseInt(printed.lines().reduce("", (before, last) -> last));
    }
    assertThat(steps).isPositive();
    assertThat(applyOnce(settings)).isZero();
    try (PostgresDatabase database = new PostgresDatabase(settings)) {
      assertThat(
              database.<Integer>read(handle ->
                  handle
                      .select(
                          "SELECT count(*) FROM headgate.flyway_schema_history"
                              + " WHERE type = 'SQL' AND success")
                      .mapTo(Integer.class)
                      .one()))
          .isEqualTo(steps);
    }
  }

  private static Process migrateElsewhere(PostgresSettings settings) throws IOException {
    ProcessBuilder process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            MigrateOnce.class.getName());
    process.environment().put("TEST_URL", settings.url());
    process.environment().put("TEST_USER", String.valueOf(settings.user()));
    if (settings.password() != null) {
      process.environment().put("TEST_PASSWORD", settings.password().reveal());
    }
    return process.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** A process of its own. */
  static final class MigrateOnce {

    private MigrateOnce() {}

    /** Prints how many steps were missing. */
    public static void main(String[] arguments) {
      String password = System.getenv("TEST_PASSWORD");
      System.out.println(
          applyOnce(
              PostgresSettings.of(
                  new PostgresUrl(
                      System.getenv("TEST_URL"),
                      System.getenv("TEST_USER"),
                      password == null ? null : Secret.of(password)))));
    }
  }

  @Test
  void waitsForADatabaseThatComesLater() throws Exception {
    try (OwnPostgres server = RealPostgres.own()) {
      PostgresSettings settings = PostgresSettings.of(server.url());
      server.stop();
      try (PostgresDatabase database = new PostgresDatabase(settings);
          Migrations migrations = new Migrations(database)) {
        Thread waiting = Thread.ofVirtual().start(migrations::applyWhenReachable);
        assertThatExceptionOfType(StorageUnavailable.class).isThrownBy(migrations::apply);
        assertThat(waiting.isAlive()).isTrue();
        server.restart();
        assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
        assertThat(migrations.apply()).isZero();
      }
    }
  }

  @Test
  void endsItsWaitWhenItIsClosed() throws Exception {
    PostgresUrl nowhere = PostgresUrl.parse("postgres://nobody@127.0.0.1:1/nothing");
    try (PostgresDatabase database = new PostgresDatabase(PostgresSettings.of(nowhere))) {
      Migrations migrations = new Migrations(database);
      Thread waiting = Thread.ofVirtual().start(migrations::applyWhenReachable);
      migrations.close();
      assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
    }
  }
}
