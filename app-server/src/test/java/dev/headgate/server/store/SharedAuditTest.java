package dev.headgate.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.audit.AuditChain;
import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.audit.AuditSettings;
import dev.headgate.core.audit.AuditWatch;
import dev.headgate.core.audit.ChainedAuditLog;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.redis.audit.RedisAuditStore;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers over one Redis: what operators did, and that it outlives their processes. */
class SharedAuditTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SECRET = "an-administrators-token-of-some-length";
  private static final String ADMIN = "Bearer " + SECRET;

  private final OwnRedis redis = RealRedis.durable();
  private final RedisConnection connection = new RedisConnection(redis.settings());
  private final ChainedAuditLog audit =
      new ChainedAuditLog(
          new RedisAuditStore(connection),
          AuditChain.plain(),
          AuditSettings.DEFAULTS,
          AuditWatch.NONE);

  private MirrorFixture start() {
    return MirrorFixture.start(
        "STORAGE_TYPE",
        "redis",
        "REDIS_URL",
        redis.settings().nodes().get(0).toString(),
        "HEADGATE_ADMIN_TOKEN",
        SECRET,
        "HEADGATE_API_KEYS",
        "ci:0123456789abcdef0123456789abcdef");
  }

  @AfterEach
  void close() {
    audit.close();
    connection.close();
    redis.close();
  }

  private static int force(MirrorFixture server, String force, String... headers) {
    return server
        .send(
            server
                .request("/api/v1/breakers/github", headers)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"force\": \"%s\"}".formatted(force))))
        .statusCode();
  }

  private static String breakers(MirrorFixture server) {
    return server.get("/api/v1/breakers", "", "Authorization", ADMIN).body();
  }

  private static List<AuditEvent> of(AuditLog log, String action) {
    return log.latest(1_000).stream().filter(event -> event.action().equals(action)).toList();
  }

  @Test
  void whatAnOperatorForcedOutlivesAllServersAndIsRemembered() {
    try (MirrorFixture one = start();
        MirrorFixture other = start()) {
      assertThat(force(one, "open", "Authorization", ADMIN)).isEqualTo(200);
      await().atMost(SOON).until(() -> breakers(other).contains("\"force\":\"open\""));
    }
    redis.kill();
    redis.restart();
    try (MirrorFixture next = start()) {
      await().atMost(SOON).until(() -> breakers(next).contains("\"state\":\"open\""));
      assertThat(next.get("/repos/octo/unknown", "ghp_x").statusCode()).isGreaterThanOrEqualTo(500);
      assertThat(next.upstream("/repos/octo/unknown")).isEmpty();
      assertThat(of(audit, "breaker.forced"))
          .singleElement()
          .satisfies(event -> {
            assertThat(event.actor()).isEqualTo("admin");
            assertThat(event.subject()).isEqualTo("github");
            assertThat(event.outcome()).isEqualTo("open");
          });
      assertThat(force(next, "auto", "Authorization", ADMIN)).isEqualTo(200);
      await().atMost(SOON).until(() -> breakers(next).contains("\"force\":\"auto\""));
    }
    assertThat(of(audit, "breaker.forced"))
        .extracting(AuditEvent::outcome)
        .as("written before the server ended")
        .containsExactly("auto", "open");
  }

  @Test
  void whoeverIsNoAdministratorIsRefusedAndRemembered() {
    try (MirrorFixture server = start()) {
      assertThat(force(server, "open")).isEqualTo(401);
      assertThat(force(server, "open", "Authorization", "Bearer something-else")).isEqualTo(401);
      assertThat(force(server, "open", "X-Headgate-Key", "0123456789abcdef0123456789abcdef"))
          .isEqualTo(403);
      assertThat(breakers(server)).contains("\"force\":\"auto\"").contains("\"state\":\"closed\"");
      await().atMost(SOON).until(() -> of(audit, "access.denied").size() == 3);
      assertThat(of(audit, "access.denied"))
          .extracting(AuditEvent::subject)
          .containsOnly("PUT /api/v1/breakers/{name}");
      assertThat(of(audit, "breaker.forced")).isEmpty();
    }
  }

  @Test
  void whatCouldNotBeForcedForWantOfTheStoreIsRememberedAsSuch() {
    try (MirrorFixture server = start()) {
      redis.kill();
      assertThat(force(server, "open", "Authorization", ADMIN)).isEqualTo(503);
      redis.restart();
      await().atMost(Duration.ofSeconds(40)).until(() -> of(audit, "breaker.forced").size() == 1);
      assertThat(of(audit, "breaker.forced").get(0).outcome())
          .isIn("failed: open", "unknown: open");
    }
  }

  @Test
  void eventsWaitWhileRedisIsAwayAndNobodyWaitsForThem() {
    try (MirrorFixture server = start()) {
      assertThat(force(server, "open")).isEqualTo(401);
      redis.kill();
      IntStream.range(0, 20).forEach(i -> assertThat(force(server, "open")).isEqualTo(401));
      redis.restart();
      await()
          .atMost(Duration.ofSeconds(40))
          .ignoreExceptions()
          .until(() -> of(audit, "access.denied").size() == 21);
    }
  }
}
