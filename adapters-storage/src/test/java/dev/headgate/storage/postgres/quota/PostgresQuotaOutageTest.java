package dev.headgate.storage.postgres.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.Reservation;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.QuotaProcess;
import dev.headgate.storage.testing.RealPostgres;
import dev.headgate.storage.testing.SharedQuotaLedgerContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two processes lose their Postgres, in order and as by a loss of power. */
class PostgresQuotaOutageTest {
  private final OwnPostgres postgres = RealPostgres.own();
  private final PostgresSettings settings = postgres.migrated().withPoolSize(2);
  private final PostgresDatabase first = new PostgresDatabase(settings);
  private final PostgresDatabase second = new PostgresDatabase(settings);
  private final QuotaProcess one = process(first);
  private final QuotaProcess other = process(second);

  private final QuotaKey key = SharedQuotaLedgerContract.fresh();
  private final Instant reset = SharedQuotaLedgerContract.reset();
  private final AtomicLong github = new AtomicLong(100);

  private static QuotaProcess process(PostgresDatabase database) {
    return new QuotaProcess(
        "postgres", new PostgresQuotaLedger(database, PostgresQuotaSettings.DEFAULTS));
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    postgres.close();
  }

  private void learn() {
    SharedQuotaLedgerContract.learn(one.ledger(), key, 100, reset, Instant.now());
    assertThat(other.ledger().account(key, Instant.now()).remaining()).isEqualTo(100);
  }

  /** Asked again where a connection turns out to be broken. */
  private QuotaAccount stored() {
    return Awaitility.await()
        .ignoreExceptions()
        .until(() -> one.shared().account(key, Instant.now()), account -> true);
  }

  private void healed() {
    for (QuotaProcess process : List.of(one, other)) {
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(process::heal);
    }
  }

  @Test
  void keepPausesOverACrashAndRemindItOfTheRest() {
    learn();
    QuotaKey paused = SharedQuotaLedgerContract.fresh();
    one.ledger().pause(paused, Instant.now().plusSeconds(300), Instant.now());
    Reservation underWay = one.reserve(key, 10);
    assertThat(underWay.refusal()).isNull();

    postgres.kill();
    int meanwhile = one.spend(key, 10, github, reset) + other.spend(key, 10, github, reset);
    assertThat(meanwhile).isEqualTo(20);
    postgres.restart();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> one.shared().account(paused, Instant.now()).pausedUntil() != null);
    assertThat(stored()).isEqualTo(QuotaAccount.UNKNOWN);

    healed();
    assertThat(stored()).isEqualTo(new QuotaAccount(5_000, 80, reset, 10, null));
    one.ledger().settle(underWay, 10, null, Instant.now());
    assertThat(stored()).isEqualTo(new QuotaAccount(5_000, 70, reset, 0, null));
  }

  @Test
  void keepAllOverAnOrderlyRestart() {
    learn();
    Reservation underWay = one.reserve(key, 10);
    postgres.stop();
    int meanwhile = other.spend(key, 10, github, reset);
    postgres.restart();
    healed();
    assertThat(stored()).isEqualTo(new QuotaAccount(5_000, 100 - meanwhile, reset, 10, null));
    one.ledger().settle(underWay, 0, null, Instant.now());
    assertThat(one.spend(key, 1_000, github, reset)).isEqualTo(100 - meanwhile);
  }

  @Test
  void losesNothingWhenItsBackendsAreTerminated() {
    learn();
    int spent = 0;
    for (int i = 0; i < 5; i++) {
      spent += one.spend(key, 2, github, reset);
      terminate();
      spent += other.spend(key, 2, github, reset);
      healed();
    }
    assertThat(stored()).isEqualTo(new QuotaAccount(5_000, 100 - spent, reset, 0, null));
    assertThat(github.get()).isEqualTo(100 - spent);
  }

  private void terminate() {
    try (PostgresDatabase administrator = new PostgresDatabase(settings.withPoolSize(1))) {
      assertThat(
              administrator.<Integer>read(handle ->
                  handle
                      .select(
                          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                              + " WHERE application_name = 'headgate'"
                              + " AND pid <> pg_backend_pid()")
                      .mapTo(Integer.class)
                      .one()))
          .isPositive();
    }
  }
}
