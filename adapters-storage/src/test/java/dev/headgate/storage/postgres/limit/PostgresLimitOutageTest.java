package dev.headgate.storage.postgres.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.headgate.core.Race;
import dev.headgate.core.faults.FaultProxy;
import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBucketsContract;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bound holds over outages of the server, in production's mode: by its own clock. */
class PostgresLimitOutageTest {

  /** So slow that nothing refills while a test runs. */
  private static final Rate RATE = new Rate(1, Duration.ofDays(1), 10);

  private static final Duration BOUND = Duration.ofSeconds(8);

  private static OwnPostgres server;

  private FaultProxy proxy;
  private PostgresDatabase database;
  private PostgresTokenBuckets buckets;

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
    PostgresUrl url =
        PostgresUrl.parse("postgres://postgres@127.0.0.1:" + proxy.port() + "/postgres");
    database =
        new PostgresDatabase(
            PostgresSettings.of(url)
                .withTimeouts(
                    Duration.ofMillis(500), Duration.ofMillis(700), Duration.ofSeconds(1)));
    buckets = new PostgresTokenBuckets(database);
  }

  @AfterEach
  void disconnect() {
    database.close();
    proxy.close();
  }

  private static List<Bucket> fresh() {
    return List.of(TokenBucketsContract.fresh("outage", RATE));
  }

  private int grants(List<Bucket> bucket, int calls) {
    int granted = 0;
    for (int i = 0; i < calls; i++) {
      granted += buckets.take(bucket, 1, 0) == 0 ? 1 : 0;
    }
    return granted;
  }

  private void heals() {
    List<Bucket> other = fresh();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(StorageFailure.class)
        .until(() -> buckets.take(other, 1, 0) == 0);
  }

  @Test
  void aChargeWhoseReplyIsLostIsMadeOnceAndNotSentAgain() {
    List<Bucket> bucket = fresh();
    proxy.loseReplyTo("headgate.acquire", true);
    assertThatExceptionOfType(OutcomeUnknown.class).isThrownBy(() -> buckets.take(bucket, 1, 0));
    heals();
    assertThat(buckets.levels(bucket, 0).get(0).remaining()).isEqualTo(9);
  }

  @Test
  void anOrderlyRestartKeepsWhatWasSpent() {
    List<Bucket> bucket = fresh();
    assertThat(grants(bucket, 6)).isEqualTo(6);
    server.stop();
    server.restart();
    heals();
    assertThat(grants(bucket, 10)).isEqualTo(4);
  }

  @Test
  void aCrashAdmitsOneBurstMoreAndNoMore() {
    List<Bucket> bucket = fresh();
    assertThat(grants(bucket, 20)).isEqualTo(10);
    server.kill();
    server.restart();
    heals();
    assertThat(grants(bucket, 30)).isEqualTo(10);
  }

  @Test
  void manyCallersOfAFrozenServerAreAllToldInTimeAndHeal() {
    List<Bucket> bucket = fresh();
    heals();
    proxy.freeze();
    List<Boolean> failed =
        assertTimeout(
            BOUND,
            () ->
                Race.of(
                    40,
                    runner -> {
                      try {
                        buckets.take(bucket, 1, 0);
                        return false;
                      } catch (StorageFailure expected) {
                        return true;
                      }
                    }));
    assertThat(failed).containsOnly(true);
    proxy.thaw();
    heals();
    // Some were sent and may have been charged, none twice.
    assertThat(grants(bucket, 20)).isLessThanOrEqualTo(10);
  }

  @Test
  void underTerminationsNothingIsAdmittedBeyondTheBurst() throws Exception {
    List<Bucket> bucket =
        List.of(TokenBucketsContract.fresh("cut", new Rate(1, Duration.ofDays(1), 300)));
    try (PostgresDatabase other = new PostgresDatabase(PostgresSettings.of(server.url()))) {
      List<Integer> granted =
          Race.of(9, runner -> runner == 0 ? cut(other) : grantsDespiteFailures(bucket, 100));
      int sum = granted.stream().mapToInt(Integer::intValue).sum();
      long left = buckets.levels(bucket, 0).get(0).remaining();
      assertThat(sum).isLessThanOrEqualTo(300);
      // What was charged without being told is all that is missing.
      assertThat(sum + left).isLessThanOrEqualTo(300);
    }
  }

  private int grantsDespiteFailures(List<Bucket> bucket, int calls) {
    int granted = 0;
    for (int i = 0; i < calls; i++) {
      try {
        granted += buckets.take(bucket, 1, 0) == 0 ? 1 : 0;
      } catch (StorageFailure cut) {
        heals();
      }
    }
    return granted;
  }

  private static int cut(PostgresDatabase other) {
    for (int i = 0; i < 10; i++) {
      other.<Integer>read(handle ->
          handle
              .select(
                  "SELECT count(pg_terminate_backend(pid)), pg_sleep(0.02) FROM"
                      + " pg_stat_activity WHERE backend_type = 'client backend'"
                      + " AND pid <> pg_backend_pid()")
              .mapTo(Integer.class)
              .one());
    }
    return 0;
  }
}
