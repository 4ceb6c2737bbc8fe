package dev.headgate.server.configuration;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.MirrorFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is changed while the server runs is what it goes by from the next request on. */
class LiveEffectsTest {
  private final MirrorFixture server = MirrorFixture.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private void patch(String body) {
    var answer = server.send("PATCH", "/api/v1/config", "", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void freshnessOfCopies() {
    String path = "/repos/octo/fresh";
    server.get(path, "ghp_live");
    server.get(path, "ghp_live");
    int asked = server.upstream(path).size();
    assertThat(asked).as("revalidated").isEqualTo(2);
    patch("{\"cache.freshness\": \"max-age\"}");
    server.get(path, "ghp_live");
    assertThat(server.upstream(path)).as("trusted").hasSize(asked);
    patch("{\"cache.freshness\": null}");
    server.get(path, "ghp_live");
    assertThat(server.upstream(path)).as("revalidated again").hasSize(asked + 1);
  }

  @Test
  void ageOfStaleCopiesRetriesAndTheCircuit() {
    String path = "/repos/octo/stale";
    assertThat(server.get(path, "ghp_live").statusCode()).isEqualTo(200);
    patch(
        """
        {"max-retries": 0, "cache.max-stale": 0,
         "github.circuit-breaker.failure-threshold": 1,
         "github.circuit-breaker.timeout-ms": 3600000}
        """);
    server.github().play(Scenario.outage(503).forPath(path));
    int before = server.upstream(path).size();
    assertThat(server.get(path, "ghp_live").statusCode()).as("no stale copy").isEqualTo(503);
    assertThat(server.upstream(path)).as("not repeated").hasSize(before + 1);
    assertThat(server.send("GET", "/api/v1/breakers/github", "", "").body())
        .as("one failure is enough")
        .doesNotContain("\"state\":\"closed\"");
    patch(
        """
        {"max-retries": null, "cache.max-stale": null,
         "github.circuit-breaker.failure-threshold": null,
         "github.circuit-breaker.timeout-ms": null}
        """);
    var stale = server.get(path, "ghp_live");
    assertThat(stale.statusCode()).as(cache(stale)).isEqualTo(200);
  }

  @Test
  void deadlinesOfRequests() {
    String path = "/repos/octo/hanging";
    patch("{\"request-timeout\": \"300ms\"}");
    server.github().play(Scenario.of(Scenario.Kind.HANG).forPath(path));
    assertThat(server.get(path, "ghp_live").statusCode()).isEqualTo(504);
    server.github().clearScenarios();
    patch("{\"request-timeout\": null}");
    assertThat(server.get(path, "ghp_live").statusCode()).isEqualTo(200);
  }

  @Test
  void originsOfPages() {
    patch("{\"cors\": {\"allowed-origins\": [\"https://a.example\", \"https://b.example\"]}}");
    var answer = server.get("/api/v1/health", "", "Origin", "https://b.example");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://b.example");
    patch("{\"cors.allowed-origins\": null}");
    answer = server.get("/api/v1/health", "", "Origin", "https://b.example");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }
}
