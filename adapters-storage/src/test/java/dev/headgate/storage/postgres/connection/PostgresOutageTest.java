package dev.headgate.storage.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.headgate.core.faults.FaultProxy;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of calls while the server is away, and that all heals without a restart. */
class PostgresOutageTest {

  private static final Duration ACQUIRE = Duration.ofMillis(500);
  private static final Duration STATEMENT = Duration.ofMillis(700);
  private static final Duration SOCKET = Duration.ofSeconds(1);

  /** The sum of the waits, the check of a resting connection, and time for a busy machine. */
  private static final Duration BOUND = Duration.ofSeconds(6);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static OwnPostgres server;

  private FaultProxy proxy;
  private PostgresDatabase database;

  @BeforeAll
  static void start() {
    server = RealPostgres.own();
    server.migrated();
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @BeforeEach
  void connect() {
    proxy = FaultProxy.to(server.port());
    database = new PostgresDatabase(through(proxy.port()).withPoolSize(4));
    write("CREATE TABLE IF NOT EXISTS tally (n bigint)");
    write("TRUNCATE tally");
  }

  @AfterEach
  void disconnect() {
    database.close();
    proxy.close();
  }

  private static PostgresSettings through(int port) {
    PostgresUrl url = PostgresUrl.parse("postgres://postgres@127.0.0.1:" + port + "/postgres");
    return PostgresSettings.of(url).withTimeouts(ACQUIRE, STATEMENT, SOCKET);
  }

  private int write(String sql) {
    return database.<Integer>write(handle -> handle.execute(sql));
  }

  private long read(String sql) {
    return database.<Long>read(handle -> handle.select(sql).mapTo(Long.class).one());
  }

  private void heals() {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StorageFailure.class)
        .until(() -> read("SELECT 1") == 1);
  }

  @Test
  void aServerThatIsNotThereYetIsNotWaitedForAndFoundLater() {
    proxy.down();
    try (PostgresDatabase early = new PostgresDatabase(through(proxy.port()))) {
      assertTimeout(
          BOUND,
          () ->
              assertThatExceptionOfType(StorageUnavailable.class)
                  .isThrownBy(() -> early.<Integer>write(handle -> handle.execute("SELECT 1")))
                  .withMessageStartingWith("postgres: "));
      proxy.up();
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(StorageFailure.class)
          .until(() -> early.<Integer>write(handle -> handle.execute("TRUNCATE tally")) == 0);
    }
  }

  @Test
  void aRefusedStatementChangedNothingAndSaysSo() {
    assertThatExceptionOfType(StorageUnavailable.class)
        .isThrownBy(() -> write("INSERT INTO tally SELECT 1 / 0"))
        .withMessage("postgres: ERROR: division by zero (22012)");
    assertThat(write("INSERT INTO tally VALUES (1)")).isEqualTo(1);
  }

  @Test
  void aSlowStatementIsGivenUpByTheServerAndChangedNothing() {
    assertTimeout(
        BOUND,
        () ->
            assertThatExceptionOfType(StorageUnavailable.class)
                .isThrownBy(() -> write("INSERT INTO tally SELECT 1 FROM pg_sleep(60)"))
                .withMessageContaining("57014"));
    assertThat(read("SELECT count(*) FROM tally")).isZero();
  }

  @Test
  void whatACallbackThrowsItselfPasses() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() ->
            database.<Integer>transaction(handle -> {
              handle.execute("INSERT INTO tally VALUES (1)");
              throw new IllegalStateException("ours");
            }))
        .withMessage("ours");
    assertThat(read("SELECT count(*) FROM tally")).isZero();
  }

  @Test
  void terminatedBackendsAreReplaced() {
    heals();
    try (PostgresDatabase other = new PostgresDatabase(PostgresSettings.of(server.url()))) {
      for (int round = 0; round < 5; round++) {
        other.<Integer>read(handle ->
            handle
                .select(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                        + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
                .mapTo(Integer.class)
                .one());
        heals();
      }
    }
  }

  @Test
  void aStatementWhoseBackendIsTerminatedMayHaveHappened() {
    assertThatExceptionOfType(OutcomeUnknown.class)
        .isThrownBy(() -> write("SELECT pg_terminate_backend(pg_backend_pid())"));
    heals();
  }

  @Test
  void anOrderlyRestartIsSurvived() {
    write("INSERT INTO tally VALUES (1)");
    server.stop();
    assertTimeout(
        BOUND,
        () ->
            assertThatExceptionOfType(StorageFailure.class)
                .isThrownBy(() -> write("INSERT INTO tally VALUES (2)")));
    server.restart();
    heals();
    assertThat(read("SELECT count(*) FROM tally")).isEqualTo(1);
  }

  @Test
  void aKilledServerIsSurvived() {
    write("INSERT INTO tally VALUES (1)");
    server.kill();
    assertTimeout(
        BOUND,
        () ->
            assertThatExceptionOfType(StorageFailure.class)
                .isThrownBy(() -> write("INSERT INTO tally VALUES (2)")));
    server.restart();
    heals();
    assertThat(read("SELECT count(*) FROM tally")).isEqualTo(1);
  }

  @Test
  void aFrozenServerIsNotWaitedForLongerThanSaid() {
    server.freeze();
    try {
      for (int call = 0; call < 3; call++) {
        assertTimeout(
            BOUND,
            () ->
                assertThatExceptionOfType(StorageFailure.class)
                    .isThrownBy(() -> write("INSERT INTO tally VALUES (1)")));
        assertTimeout(
            BOUND,
            () ->
                assertThatExceptionOfType(StorageUnavailable.class)
                    .isThrownBy(() -> read("SELECT 1")));
      }
    } finally {
      server.thaw();
    }
    heals();
  }

  @Test
  void aSilentNetworkLeavesTheOutcomeOfAWriteUnknown() {
    heals();
    proxy.freeze();
    assertTimeout(
        BOUND,
        () ->
            assertThatExceptionOfType(OutcomeUnknown.class)
                .isThrownBy(() -> write("INSERT INTO tally VALUES (1)")));
    proxy.thaw();
    heals();
  }

  @Test
  void aReplyThatIsLostAfterTheCommitIsTheWriterBeingToldThatHeCannotKnow() throws Exception {
    for (boolean reset : new boolean[] {true, false}) {
      write("TRUNCATE tally");
      CountDownLatch lost = proxy.loseReplyTo("INSERT INTO tally VALUES (42)", reset);
      assertTimeout(
          BOUND,
          () ->
              assertThatExceptionOfType(OutcomeUnknown.class)
                  .isThrownBy(() -> write("INSERT INTO tally VALUES (42)")));
      lost.await();
      heals();
      assertThat(read("SELECT count(*) FROM tally")).isEqualTo(1);
    }
  }

  @Test
  void brokenConnectionsAreReplaced() {
    heals();
    proxy.reset();
    heals();
    proxy.halfClose();
    heals();
    proxy.delay(Duration.ofMillis(20));
    heals();
  }

  @Test
  void afterClosingNothingIsSent() {
    database.close();
    assertThatExceptionOfType(StorageUnavailable.class)
        .isThrownBy(() -> write("INSERT INTO tally VALUES (1)"));
  }
}
