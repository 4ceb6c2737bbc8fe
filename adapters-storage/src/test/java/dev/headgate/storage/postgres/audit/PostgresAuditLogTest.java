package dev.headgate.storage.postgres.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.audit.AuditLogContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresAuditLogTest implements AuditLogContract {

  private static PostgresDatabase database;
  private static PostgresAuditLog log;

  @BeforeAll
  static void connect() {
    database = new PostgresDatabase(RealPostgres.shared().migrated());
    log = new PostgresAuditLog(database, PostgresAuditSettings.DEFAULTS);
  }

  @AfterAll
  static void disconnect() {
    log.close();
    database.close();
  }

  @Override
  public AuditLog auditLog() {
    return log;
  }

  @Test
  void anotherProcessSeesTheEventsAndTheyOutliveTheirs() {
    String actor = AuditLogContract.freshActor();
    AuditEvent event = AuditLogContract.event(actor, "201");
    try (PostgresAuditLog first = new PostgresAuditLog(database, PostgresAuditSettings.DEFAULTS)) {
      first.append(event);
    }
    try (PostgresAuditLog second = new PostgresAuditLog(database, PostgresAuditSettings.DEFAULTS)) {
      assertThat(second.latest(1)).containsExactly(event);
    }
  }

  @Test
  void keepsTheTimeToTheNanosecondAndReplacesNul() {
    AuditEvent event = new AuditEvent(NOON.plusNanos(123_456_789), "a\0b", "x", "y", "z", "r");
    log.append(event);
    assertThat(log.latest(1).get(0).at()).isEqualTo(event.at());
    assertThat(log.latest(1).get(0).actor()).isEqualTo("a\uFFFDb");
  }

  @Test
  void removesTheOldestBeyondItsBound() {
    PostgresSettings settings = RealPostgres.shared().migrated();
    try (PostgresDatabase own = new PostgresDatabase(settings);
        PostgresAuditLog small =
            new PostgresAuditLog(
                own, new PostgresAuditSettings(100, 10_000, Duration.ofSeconds(5)))) {
      for (int i = 0; i < 3_000; i++) {
        small.append(AuditLogContract.event("user:1", Integer.toString(i)));
      }
      List<AuditEvent> kept = small.latest(10_000);
      assertThat(kept.get(0).outcome()).isEqualTo("2999");
      assertThat(kept).hasSizeBetween(100, 1_200);
    }
  }

  @Test
  void doesNotWaitForAnAbsentDatabaseAndCountsWhatItDrops() {
    try (OwnPostgres server = RealPostgres.own()) {
      PostgresSettings settings = server.migrated();
      server.stop();
      PostgresAuditSettings few = new PostgresAuditSettings(1_000, 10, Duration.ofSeconds(20));
      try (PostgresDatabase own = new PostgresDatabase(settings);
          PostgresAuditLog log = new PostgresAuditLog(own, few)) {
        for (int i = 0; i < 15; i++) {
          log.append(AuditLogContract.event("user:1", Integer.toString(i)));
        }
        assertThat(log.dropped()).isEqualTo(5);
        server.restart();
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptions()
            .untilAsserted(() ->
                assertThat(log.latest(100))
                    .extracting(AuditEvent::outcome)
                    .containsExactly("9", "8", "7", "6", "5", "4", "3", "2", "1", "0"));
        log.append(AuditLogContract.event("user:1", "after"));
        assertThat(log.latest(1).get(0).outcome()).isEqualTo("after");
        assertThat(log.dropped()).isEqualTo(5);
      }
    }
  }

  @Test
  void theSettingsHaveFloors() {
    assertThat(PostgresAuditSettings.DEFAULTS)
        .isEqualTo(new PostgresAuditSettings(1_000_000, 10_000, Duration.ofSeconds(5)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PostgresAuditSettings(0, 1, Duration.ofSeconds(1)))
        .withMessage("maxEvents: 0 (expected: 1 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PostgresAuditSettings(1, 0, Duration.ofSeconds(1)))
        .withMessage("maxWaiting: 0 (expected: 1 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PostgresAuditSettings(1, 1, Duration.ZERO))
        .withMessage("patience: PT0S (expected: longer than zero)");
  }
}
