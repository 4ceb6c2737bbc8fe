package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.inject.Injector;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.protection.LoadShedder;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.process.ProcessName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who is turned away, and how, while requests wait for a thread that does not come. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverloadTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ADMIN = "an-admin-token-of-some-length";
  private static final String REPO = "/repos/octo/busy";

  /** Above the room of normal priority, twice 32, below that of high, four times as much. */
  private static final int WAITING = 100;

  private final GitHubSimulator github = GitHubSimulator.start();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Injector parts =
      Headgate.injector(
          ConfigurationLoader.load(
                  Map.of(
                      "SERVER_PORT",
                      "0",
                      "GITHUB_API_URL",
                      github.url().toString(),
                      "HEADGATE_ADMIN_TOKEN",
                      ADMIN,
                      "HEADGATE_API_KEYS",
                      "ci:key-of-ci-0123456789",
                      "CACHE_FRESHNESS",
                      "max-age",
                      "PROTECTION_PATIENCE",
                      "200ms"),
                  null)
              .configuration(),
          InstantSource.system(),
          ProcessName.fresh(Map.of()));
  private final HeadgateServer server = parts.getInstance(HeadgateServer.class);
  private final LoadShedder shedder = parts.getInstance(LoadShedder.class);

  @BeforeAll
  void start() throws Exception {
    server.start();
    assertThat(get("/repos/octo/fresh", "X-Headgate-Priority", "low").statusCode()).isEqualTo(200);
  }

  @BeforeEach
  void requestsWaitThatNobodyBegins() {
    for (int i = 0; i < WAITING; i++) {
      assertThat(shedder.admit(Priority.CRITICAL)).isTrue();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> shedder.status().shedding());
  }

  @AfterEach
  void theyAreBegunAfterAll() {
    for (int i = 0; i < WAITING; i++) {
      shedder.begun(0);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> !shedder.status().shedding());
  }

  @AfterAll
  void stop() {
    client.shutdownNow();
    try {
      server.close();
    } finally {
      github.close();
    }
  }

  @Test
  void mirroredRequestsAreTurnedAwayInGitHubsFormTheLowFirst() throws Exception {
    HttpResponse<String> low = get(REPO, "X-Headgate-Priority", "low");
    HttpResponse<String> normal = get(REPO);
    HttpResponse<String> high = get(REPO, "X-Headgate-Priority", "high");
    HttpResponse<String> critical = get(REPO, "X-Headgate-Priority", "critical");

    assertThat(low.statusCode()).isEqualTo(503);
    assertThat(field(low, "Retry-After")).isEqualTo("5");
    assertThat(field(low, "Content-Type")).startsWith("application/json");
    JsonNode error = JSON.readTree(low.body());
    assertThat(error.path("message").asText()).contains("low priority").contains("try again");
    assertThat(error.path("status").asText()).isEqualTo("503");
    assertThat(normal.statusCode()).isEqualTo(503);
    assertThat(field(normal, "Retry-After")).isEqualTo("3");
    assertThat(high.statusCode()).isEqualTo(200);
    assertThat(critical.statusCode()).isEqualTo(200);
  }

  @Test
  void writesAndBodiesAreTurnedAwayBeforeTheyReachGitHub() throws Exception {
    HttpResponse<String> write =
        client.send(
            request("/repos/octo/busy/issues", "X-Headgate-Priority", "low")
                .POST(BodyPublishers.ofString("{\"title\":\"" + "x".repeat(100_000) + "\"}"))
                .build(),
            BodyHandlers.ofString());

    assertThat(write.statusCode()).isEqualTo(503);
    assertThat(github.requests(1000)).noneMatch(seen -> seen.method().equals("POST"));
  }

  @Test
  void ownEndpointsOfCallersAreTurnedAwayAsProblemDetails() throws Exception {
    HttpResponse<String> tasks = get("/api/v1/tasks", "X-Headgate-Key", "key-of-ci-0123456789");

    assertThat(tasks.statusCode()).isEqualTo(503);
    assertThat(field(tasks, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(field(tasks, "Retry-After")).isEqualTo("3");
    JsonNode problem = JSON.readTree(tasks.body());
    assertThat(problem.path("type").asText()).endsWith("#overloaded");
    assertThat(problem.path("request_id").asText()).isNotEmpty();
  }

  @Test
  void healthMetricsAndTheAdministratorAreLetIn() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/metrics").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/health").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/limits", "Authorization", "Bearer " + ADMIN).statusCode())
        .isEqualTo(200);
    assertThat(get("/api/v1/config", "Authorization", "Bearer " + ADMIN).statusCode())
        .isNotEqualTo(503);
  }

  @Test
  void aFreshCopyIsServedWhateverItsPriority() throws Exception {
    HttpResponse<String> fresh = get("/repos/octo/fresh", "X-Headgate-Priority", "low");

    assertThat(fresh.statusCode()).isEqualTo(200);
    assertThat(field(fresh, "X-Cache")).isEqualTo("ONLINE_HIT");
  }

  @Test
  void healthIsDegradedAndTheMetricsTellOfIt() throws Exception {
    get(REPO, "X-Headgate-Priority", "low");
    JsonNode health = JSON.readTree(get("/api/v1/health").body());
    String metrics = get("/metrics").body();

    assertThat(health.path("status").asText()).isEqualTo("degraded");
    JsonNode load = health.path("components").path("load");
    assertThat(load.path("status").asText()).isEqualTo("degraded");
    assertThat(load.path("waiting").asInt()).isGreaterThanOrEqualTo(WAITING);
    assertThat(load.path("shed").asInt()).isPositive();
    assertThat(metrics)
        .contains("protection_shedding 1.0")
        .containsPattern("protection_shed_total\\{priority=\"low\"} [1-9]")
        .containsPattern("protection_waiting_requests [1-9]\\d\\d")
        .contains("protection_body_bytes ")
        .contains("protection_moved_bytes_total{resource=\"mirror_network\"}");
  }

  private HttpResponse<String> get(String path, String... fields)
      throws IOException, InterruptedException {
    return client.send(request(path, fields).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String... fields) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
    return fields.length == 0 ? request : request.headers(fields);
  }
}
