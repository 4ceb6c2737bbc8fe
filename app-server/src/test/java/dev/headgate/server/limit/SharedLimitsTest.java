package dev.headgate.server.limit;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two servers over one Redis that hold callers to one limit, and what they do when it is gone. */
class SharedLimitsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final OwnRedis redis = RealRedis.own();
  private final MirrorFixture one = start();
  private final MirrorFixture other = start();

  private MirrorFixture start() {
    return MirrorFixture.configured(
        InstantSource.system(),
        """
        rate-limit:
          enabled: true
          default: 100000
          rules:
            - {name: shared, match: {path: "/repos/octo/shared"}, permits: 10, per: 1h}
            - {name: hot, match: {path: "/repos/octo/hot"}, permits: 40, per: 1h, leased: true}
            - {name: local, match: {path: "/repos/octo/local"}, permits: 10, per: 1h}
            - {name: open, match: {path: "/repos/octo/open"}, permits: 1, per: 1h,
               on-store-failure: open}
            - {name: closed, match: {path: "/repos/octo/closed"}, permits: 1000, per: 1h,
               on-store-failure: closed}
        """,
        "LIMIT_STORE",
        "redis",
        "BREAKER_STORE",
        "redis",
        "REDIS_URL",
        redis.settings().nodes().get(0).toString());
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
    redis.close();
  }

  private static int read(MirrorFixture server, String repository) {
    return server.get("/repos/octo/" + repository, "ghp_shared").statusCode();
  }

  private int admitted(String repository, int each) {
    int admitted = 0;
    for (int i = 0; i < each; i++) {
      admitted += read(one, repository) == 429 ? 0 : 1;
      admitted += read(other, repository) == 429 ? 0 : 1;
    }
    return admitted;
  }

  @Test
  void bothTogetherAdmitWhatOneRuleAllows() {
    assertThat(admitted("shared", 15)).isEqualTo(10);
    assertThat(admitted("hot", 40)).as("fetched ahead of need").isBetween(38, 40);
  }

  @Test
  void aChangeAtOneHoldsAtTheOtherAndKeepsWhatWasSpent() {
    assertThat(admitted("shared", 4)).isEqualTo(8);
    String rule =
        """
        {"match": {"path": "/repos/octo/shared"}, "permits": 10, "per": "1h", "burst": 9}
        """;
    assertThat(one.send("PUT", "/api/v1/limits/shared", "", rule).statusCode()).isEqualTo(200);
    await().atMost(SOON).until(() -> rule(other).contains("\"burst\":9"));
    assertThat(admitted("shared", 4)).as("the ninth of nine").isEqualTo(1);
    assertThat(other.send("DELETE", "/api/v1/limits/shared", "", "").statusCode()).isEqualTo(204);
    await().atMost(SOON).until(() -> rule(one).contains("\"origin\":\"configuration\""));
    assertThat(admitted("shared", 4)).as("the tenth of ten").isEqualTo(1);
  }

  @Test
  void aChangeReachesTheOtherWithinAMomentAndBothTellTheSameOfIt() {
    assertThat(admitted("shared", 4)).isEqualTo(8);
    String rule =
        """
        {"match": {"path": "/repos/octo/shared"}, "permits": 10, "per": "1h", "burst": 9}
        """;
    assertThat(one.send("PUT", "/api/v1/limits/shared", "", rule).statusCode()).isEqualTo(200);
    long changed = System.nanoTime();
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> rule(other).contains("\"burst\":9"));
    assertThat(Duration.ofNanos(System.nanoTime() - changed))
        .as("a poll each second, and what a busy machine adds")
        .isLessThan(Duration.ofSeconds(4));

    HttpResponse<String> last = other.get("/repos/octo/shared", "ghp_shared");
    assertThat(last.statusCode()).as("eight of nine were spent before").isEqualTo(200);
    assertThat(field(last, "RateLimit-Policy")).contains("\"shared\";q=9;");
    assertThat(field(last, "RateLimit")).startsWith("\"shared\";r=0;");
    assertThat(field(last, "X-RateLimit-Limit")).as("GitHub's own").isEqualTo("5000");

    HttpResponse<String> here = one.get("/repos/octo/shared", "ghp_shared");
    HttpResponse<String> there = other.get("/repos/octo/shared", "ghp_shared");
    for (HttpResponse<String> refused : List.of(here, there)) {
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(field(refused, "X-RateLimit-Limit")).isEqualTo("9");
      assertThat(field(refused, "X-RateLimit-Remaining")).isEqualTo("0");
    }
    assertThat(number(here, "X-RateLimit-Reset"))
        .isCloseTo(number(there, "X-RateLimit-Reset"), within(2L));
    assertThat(number(here, "Retry-After")).isCloseTo(number(there, "Retry-After"), within(2L));
  }

  @Test
  void aChangeHoldsEverywhereAlsoAfterRedisLostItsMemory() {
    for (int burst : List.of(5, 6, 7)) {
      assertThat(change("more", burst)).isIn(200, 201);
    }
    assertThat(change("kept", 3)).isEqualTo(201);
    await()
        .atMost(SOON)
        .until(() -> rules(other).contains("kept") && rules(other).contains("more"));
    redis.command("FLUSHALL");
    assertThat(change("more", 4)).isEqualTo(200);
    await()
        .atMost(SOON)
        .until(() -> other.get("/api/v1/limits/more", "").body().contains("\"burst\":4"));
    assertThat(rules(other)).contains("kept");
    assertThat(rules(one)).contains("kept");
  }

  private int change(String name, int burst) {
    String rule =
        """
        {"match": {"path": "/repos/octo/%s"}, "permits": 10, "per": "1h", "burst": %d}
        """
            .formatted(name, burst);
    return one.send("PUT", "/api/v1/limits/" + name, "", rule).statusCode();
  }

  private static String rules(MirrorFixture server) {
    return server.get("/api/v1/limits", "").body();
  }

  private static long number(HttpResponse<?> response, String name) {
    return Long.parseLong(field(response, name));
  }

  private static String rule(MirrorFixture server) {
    return server.get("/api/v1/limits/shared", "").body();
  }

  @Test
  void withoutTheStoreEachRuleGoesItsOwnWayAndBackAgain() {
    // Once they know of each other, each admits half of the limit by itself.
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(one.get("/api/v1/breakers", "").statusCode()).isEqualTo(200));
    assertThat(admitted("local", 1)).isEqualTo(2);
    redis.kill();
    await().atMost(SOON).until(() -> read(one, "closed") == 503 && read(other, "closed") == 503);

    HttpResponse<String> closed = one.get("/repos/octo/closed", "ghp_shared");
    assertThat(closed.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(closed.body()).contains("closed");
    assertThat(admitted("open", 10)).isEqualTo(20);
    assertThat(admitted("local", 20)).as("each its share of ten").isBetween(2, 20);
    long start = System.nanoTime();
    assertThat(read(one, "open")).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("nobody waits for a store that is known to be away")
        .isLessThan(Duration.ofSeconds(1));
    assertThat(one.get("/metrics", "").body())
        .containsPattern(
            "rate_limit_store_failures_total\\{limit_type=\"global\",rule=\"open\"} [1-9]");
    assertThat(one.get("/api/v1/limits", "").statusCode())
        .as("the rules are still told")
        .isEqualTo(200);

    redis.restart();
    await().atMost(SOON).until(() -> read(one, "closed") == 200 && read(other, "closed") == 200);
  }
}
