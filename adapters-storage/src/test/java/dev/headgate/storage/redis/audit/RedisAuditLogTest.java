package dev.headgate.storage.redis.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.audit.AuditLogContract;
import dev.headgate.core.faults.FaultProxy;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisAuditLogTest implements AuditLogContract {

  private static RedisConnection connection;
  private static RedisAuditLog log;

  @BeforeAll
  static void connect() {
    connection = new RedisConnection(RealRedis.shared().settings());
    log = new RedisAuditLog(connection, RedisAuditSettings.DEFAULTS);
  }

  @AfterAll
  static void disconnect() {
    log.close();
    connection.close();
  }

  @Override
  public AuditLog auditLog() {
    return log;
  }

  @Test
  void anotherProcessSeesTheEventsAndTheyOutliveTheirs() {
    String actor = AuditLogContract.freshActor();
    AuditEvent event = AuditLogContract.event(actor, "201");
    try (RedisAuditLog first = new RedisAuditLog(connection, RedisAuditSettings.DEFAULTS)) {
      first.append(event);
    }
    try (RedisAuditLog second = new RedisAuditLog(connection, RedisAuditSettings.DEFAULTS)) {
      assertThat(second.latest(1)).containsExactly(event);
    }
  }

  @Test
  void keepsTheTimeToTheNanosecondAndEveryCharacter() {
    AuditEvent event = new AuditEvent(NOON.plusNanos(123_456_789), "a\0b", "größer", "", "z", "r");
    log.append(event);
    assertThat(log.latest(1)).containsExactly(event);
  }

  @Test
  void removesTheOldestBeyondItsBound() {
    RedisSettings settings = RealRedis.shared().settings();
    try (RedisConnection own = new RedisConnection(settings);
        RedisAuditLog small =
            new RedisAuditLog(own, new RedisAuditSettings(100, 10_000, Duration.ofSeconds(5)))) {
      for (int i = 0; i < 3_000; i++) {
        small.append(AuditLogContract.event("user:1", Integer.toString(i)));
      }
      List<AuditEvent> kept = small.latest(10_000);
      assertThat(kept.get(0).outcome()).isEqualTo("2999");
      assertThat(kept).hasSizeBetween(100, 1_200);
    }
  }

  @Test
  void doesNotWaitForAnAbsentRedisAndCountsWhatItDrops() {
    try (OwnRedis server = RealRedis.own()) {
      RedisSettings settings = server.settings();
      server.stop();
      RedisAuditSettings few = new RedisAuditSettings(1_000, 10, Duration.ofSeconds(20));
      try (RedisConnection own = new RedisConnection(settings);
          RedisAuditLog log = new RedisAuditLog(own, few)) {
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
  void writesOnceWhatItSentTwiceForWantOfAnAnswer() throws Exception {
    try (OwnRedis server = RealRedis.own();
        FaultProxy proxy = FaultProxy.to(server.port());
        RedisConnection own =
            new RedisConnection(
                RedisSettings.of(List.of(URI.create("redis://127.0.0.1:" + proxy.port()))));
        RedisAuditLog log = new RedisAuditLog(own, RedisAuditSettings.DEFAULTS)) {
      log.append(AuditLogContract.event("user:1", "first"));
      assertThat(log.latest(10)).hasSize(1);
      proxy.loseReplyTo("EVAL", true);
      log.append(AuditLogContract.event("user:1", "second"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .untilAsserted(() ->
              assertThat(log.latest(10))
                  .extracting(AuditEvent::outcome)
                  .containsExactly("second", "first"));
      log.append(AuditLogContract.event("user:1", "third"));
      assertThat(log.latest(10))
          .extracting(AuditEvent::outcome)
          .containsExactly("third", "second", "first");
    }
  }

  @Test
  void theSettingsHaveFloors() {
    assertThat(RedisAuditSettings.DEFAULTS)
        .isEqualTo(new RedisAuditSettings(100_000, 10_000, Duration.ofSeconds(5)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RedisAuditSettings(0, 1, Duration.ofSeconds(1)))
        .withMessage("maxEvents: 0 (expected: 1 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RedisAuditSettings(1, 0, Duration.ofSeconds(1)))
        .withMessage("maxWaiting: 0 (expected: 1 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RedisAuditSettings(1, 1, Duration.ZERO))
        .withMessage("patience: PT0S (expected: longer than zero)");
  }
}
