package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnEndpointsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final MirrorFixture mirror = MirrorFixture.start("GITHUB_STATUS_SLEEP_TIME", "50ms");

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void itIsAliveAndReady() {
    assertThat(mirror.get("/healthz", "").body()).isEqualTo("OK");
    assertThat(mirror.get("/readyz", "").statusCode()).isEqualTo(200);
  }

  @Test
  void healthTellsOfGitHubAndTheCache() throws JsonProcessingException {
    JsonNode healthy = health();
    assertThat(healthy.path("status").asText()).isEqualTo("healthy");
    assertThat(healthy.path("components").path("github").path("offline").asBoolean()).isFalse();
    assertThat(healthy.path("components").path("cache").has("objects")).isTrue();
    assertThat(healthy.path("components").path("breakers").isObject()).isTrue();
    assertThat(healthy.path("components").properties())
        .filteredOn(component -> component.getValue().has("status"))
        .hasSizeGreaterThan(5)
        .allMatch(component -> component.getValue().has("since"));

    mirror.github().play(Scenario.outage(503));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> health().path("status").asText().equals("degraded"));
    assertThat(mirror.get("/readyz", "").statusCode()).as("it still serves").isEqualTo(200);
    assertThat(mirror.get("/healthz", "").statusCode()).isEqualTo(200);

    mirror.github().clearScenarios();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> health().path("status").asText().equals("healthy"));
  }

  private JsonNode health() throws JsonProcessingException {
    HttpResponse<String> answer = mirror.get("/api/v1/health", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(field(answer, "Content-Type")).isEqualTo("application/json");
    return JSON.readTree(answer.body());
  }

  @Test
  void theContractsMetricsAreThereAndMove() {
    mirror.get("/repos/octo/measured", "ghp_measured");
    mirror.get("/repos/octo/measured", "ghp_measured");
    String before = metrics();

    for (String name :
        List.of(
            "http_requests_total{",
            "http_request_duration_seconds_bucket{",
            "http_requests_in_progress ",
            "http_request_total ",
            "request_latency_seconds_bucket{",
            "github_mirror_cache_size ",
            "github_mirror_cached_objects ",
            "github_api_requests_total ",
            "github_api_success_rate ",
            "github_api_rate_limit_limit{",
            "github_api_rate_limit_remaining{",
            "github_api_rate_limit_reset{",
            "github_api_circuit_breaker_state ",
            "github_api_response_time_p50_ms ",
            "github_api_response_time_p95_ms ",
            "github_api_response_time_p99_ms ",
            "github_api_quota_saved_total ",
            "external_service_calls_total{",
            "external_service_duration_seconds_bucket{",
            "circuit_breaker_state{",
            "jvm_",
            "process_")) {
      assertThat(before).as(name).containsPattern("(?m)^" + Pattern.quote(name));
    }
    mirror.get("/repos/octo/measured", "ghp_measured");
    String after = metrics();
    String served =
        "http_requests_total{endpoint=\"/repos/{owner}/{repo}\",method=\"GET\",status=\"200\"}";
    assertThat(value(after, served)).isEqualTo(value(before, served) + 1);
    assertThat(value(after, "github_api_quota_saved_total"))
        .isGreaterThanOrEqualTo(value(before, "github_api_quota_saved_total") + 1);
    assertThat(value(after, "http_request_total"))
        .isGreaterThanOrEqualTo(value(before, "http_request_total") + 1);
    assertThat(value(after, "http_requests_in_progress")).as("the scrape itself").isEqualTo(1);
    assertThat(after).doesNotContain("/repos/octo/measured").doesNotContain("ghp_measured");
  }

  @Test
  void metricsAreTheSameUnderBothPathsAndInBothFormats() {
    mirror.get("/healthz", "");
    assertThat(mirror.get("/api/v1/metrics", "").body()).contains("# TYPE http_requests_total");
    assertThat(field(mirror.get("/metrics", ""), "Content-Type")).contains("version=0.0.4");
    HttpResponse<String> open =
        mirror.get("/metrics", "", "Accept", "application/openmetrics-text;version=1.0.0");
    assertThat(field(open, "Content-Type")).contains("openmetrics");
    assertThat(open.body()).endsWith("# EOF\n");
  }

  private String metrics() {
    HttpResponse<String> answer = mirror.get("/metrics", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static double value(String metrics, String series) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/nothing", "/api/v1/", "/api/v1", "/webhooks/unknown"})
  void anUnknownPathOfItsOwnIsAProblemAndNotGitHubs(String path) throws JsonProcessingException {
    HttpResponse<String> answer = mirror.get(path, "", "X-Request-ID", "here");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(field(answer, "Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.path("status").asInt()).isEqualTo(404);
    assertThat(problem.path("title").asText()).isNotEmpty();
    assertThat(problem.path("detail").asText()).isNotEmpty();
    assertThat(problem.path("message").asText()).isNotEmpty();
    assertThat(problem.path("request_id").asText()).isEqualTo("here");
    assertThat(mirror.upstream(path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/readyz", "/metrics", "/api/v1/metrics", "/api/v1/health"})
  void aPostToAReadOnlyEndpointIsNotAllowed(String path) {
    HttpResponse<String> answer = mirror.send("POST", path, "", "{}");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(field(answer, "Allow")).isEqualTo("GET, HEAD");
    assertThat(field(answer, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(mirror.upstream(path)).isEmpty();
    HttpResponse<String> head =
        mirror.send(mirror.request(path).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }
}
