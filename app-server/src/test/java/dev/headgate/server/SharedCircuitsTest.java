package dev.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two servers over one Redis: an operator's word about a circuit, and Redis that goes and comes.
 */
class SharedCircuitsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Instant before = Instant.now();
  private final OwnRedis redis = RealRedis.own();
  private final MirrorFixture one = start();
  private final MirrorFixture other = start();

  private MirrorFixture start() {
    return MirrorFixture.start(
        "STORAGE_TYPE", "redis", "REDIS_URL", redis.settings().nodes().get(0).toString());
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
    redis.close();
  }

  @Test
  void whatAnOperatorForcesAtOneServerHoldsAtTheOtherUntilItIsTakenBack() throws Exception {
    HttpResponse<String> forced = force(one, "github", "{\"force\": \"open\"}");
    assertThat(forced.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(forced.body()).path("state").asText()).isEqualTo("open");
    await().atMost(SOON).until(() -> state(other).equals("open"));
    assertThat(other.get("/repos/octo/unknown", "").statusCode()).isGreaterThanOrEqualTo(500);
    assertThat(other.upstream("/repos/octo/unknown")).isEmpty();

    force(other, "github", "{\"force\": \"auto\"}");
    await().atMost(SOON).until(() -> state(one).equals("closed") && state(other).equals("closed"));
    assertThat(other.get("/repos/octo/unknown", "").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesWhatCannotBeForced() {
    assertThat(force(one, "github", "{\"force\": \"ajar\"}").statusCode()).isEqualTo(422);
    assertThat(force(one, "github", "{\"force\": \"open\", \"for\": 1}").statusCode())
        .isEqualTo(422);
    assertThat(force(one, "redis", "{\"force\": \"open\"}").statusCode()).isEqualTo(409);
    assertThat(force(one, "nothing", "{\"force\": \"open\"}").statusCode()).isEqualTo(404);
  }

  @Test
  void goesOnWithoutRedisSaysWhatIsDegradedAndHealsWithoutARestart() throws Exception {
    assertThat(one.get("/repos/octo/hello", "").statusCode()).isEqualTo(200);
    await().atMost(SOON).until(() -> health(one).path("status").asText().equals("healthy"));

    redis.kill();
    await().atMost(SOON).until(() -> health(one).path("status").asText().equals("degraded"));
    assertThat(one.get("/repos/octo/other", "").statusCode()).isEqualTo(200);
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode report = health(one);
          assertThat(report.path("degraded").toString())
              .contains("quota", "limits", "breakers")
              .doesNotContain("github");
          JsonNode store = report.path("components").path("redis");
          assertThat(store.path("status").asText()).isEqualTo("unhealthy");
          JsonNode quota = report.path("components").path("quota");
          assertThat(quota.path("status").asText()).isEqualTo("degraded");
          assertThat(quota.path("store_failures").asLong()).isPositive();
          assertThat(quota.path("local_decisions").asLong()).isPositive();
          assertThat(
                  report.path("components").path("breakers").path("redis").path("state").asText())
              .isEqualTo("open");
        });
    assertThat(one.get("/metrics", "").body())
        .contains("circuit_breaker_state{service=\"redis\"} 2")
        .contains("github_api_quota_degraded 1")
        .containsPattern("github_api_quota_store_failures_total [1-9]")
        .containsPattern("github_api_quota_local_decisions_total [1-9]")
        .contains("external_service_calls_total{service=\"redis\",status=\"failure\"}");

    redis.restart();
    long start = System.nanoTime();
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> health(one).path("status").asText().equals("healthy"));
    System.out.printf("healed after %d ms%n", (System.nanoTime() - start) / 1_000_000);
    assertThat(health(one).path("components").path("quota").path("status").asText())
        .isEqualTo("healthy");
    assertThat(one.get("/metrics", "").body()).contains("github_api_quota_degraded 0");
    assertThat(one.get("/repos/octo/third", "").statusCode()).isEqualTo(200);
  }

  @Test
  void aCircuitThatNeverChangedIsClosedSinceItsServerBegan() throws Exception {
    JsonNode circuits = JSON.readTree(one.get("/api/v1/breakers", "").body()).path("breakers");
    assertThat(circuits).hasSizeGreaterThanOrEqualTo(2);
    circuits.forEach(
        circuit -> assertThat(Instant.parse(circuit.path("since").asText())).isAfter(before));
    health(one)
        .path("components")
        .path("breakers")
        .forEach(
            circuit -> assertThat(Instant.parse(circuit.path("since").asText())).isAfter(before));
  }

  private static HttpResponse<String> force(MirrorFixture server, String name, String body) {
    return server.send(
        server
            .request("/api/v1/breakers/" + name, "Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  private static String state(MirrorFixture server) throws JsonProcessingException {
    return JSON.readTree(server.get("/api/v1/breakers/github", "").body()).path("state").asText();
  }

  private static JsonNode health(MirrorFixture server) throws JsonProcessingException {
    return JSON.readTree(server.get("/api/v1/health", "").body());
  }
}
