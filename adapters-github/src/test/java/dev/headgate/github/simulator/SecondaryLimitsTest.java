package dev.headgate.github.simulator;

import static dev.headgate.github.simulator.SimulatorClient.HUBOT;
import static dev.headgate.github.simulator.SimulatorClient.OCTOCAT;
import static dev.headgate.github.simulator.SimulatorClient.header;
import static dev.headgate.github.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecondaryLimitsTest {
  private final SimulatorClient client = new SimulatorClient();

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void countsPointsPerEndpointAndPrincipal() throws Exception {
    client.control("PUT", "/limits", "{\"rest_points\":3}");
    for (int n = 1; n <= 3; n++) {
      assertThat(issue(n, OCTOCAT).statusCode()).isEqualTo(200);
    }
    HttpResponse<String> refused = issue(4, OCTOCAT);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).path("message").asText()).isEqualTo(Refusals.SECONDARY);
    assertThat(json(refused).path("documentation_url").asText())
        .endsWith("#about-secondary-rate-limits");
    assertThat(header(refused, "Retry-After")).isEqualTo("60");
    assertThat(header(refused, "X-RateLimit-Remaining")).isEqualTo("4997");
    assertThat(client.get("/zen", "Authorization", OCTOCAT).statusCode()).isEqualTo(200);
    assertThat(issue(4, HUBOT).statusCode()).isEqualTo(200);
    client.advance(Duration.ofSeconds(61));
    assertThat(issue(4, OCTOCAT).statusCode()).isEqualTo(200);
    assertThat(client.simulator.stats().pointsPerMinute())
        .hasEntrySatisfying(
            "user:octocat /repos/{owner}/{repo}/issues/{number}",
            points -> assertThat(points).containsExactly(1, 3));
  }

  @Test
  void staysRefusedForItsPause() throws Exception {
    client.control("PUT", "/limits", "{\"rest_points\":1,\"secondary_pause\":120}");
    issue(1, OCTOCAT);
    assertThat(header(issue(1, OCTOCAT), "Retry-After")).isEqualTo("120");
    client.advance(Duration.ofSeconds(70));
    assertThat(header(issue(1, OCTOCAT), "Retry-After")).isEqualTo("50");
  }

  @Test
  void limitsTheCreationOfContent() throws Exception {
    client.control("PUT", "/limits", "{\"content_per_minute\":2}");
    create();
    create();
    HttpResponse<String> refused = create();
    assertThat(json(refused).path("message").asText()).isEqualTo(Refusals.SECONDARY_CONTENT);
    assertThat(issue(1, OCTOCAT).statusCode()).isEqualTo(200);
    assertThat(client.simulator.stats().refused()).containsEntry("secondary-content", 1L);
  }

  @Test
  void limitsRequestsInFlightOverRestAndGraphQl() throws Exception {
    client.control("PUT", "/limits", "{\"concurrency\":2}");
    client.simulator.play(Scenario.of(Scenario.Kind.HANG).times(2));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first = threads.submit(() -> client.get("/zen", "Authorization", OCTOCAT));
      Future<?> second = threads.submit(() -> client.get("/zen", "Authorization", OCTOCAT));
      await().until(() -> client.simulator.stats().inFlight() == 2);
      HttpResponse<String> refused =
          client.send(
              "POST", "/graphql", "{\"query\":\"{viewer{login}}\"}", "Authorization", OCTOCAT);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(client.get("/zen", "Authorization", HUBOT).statusCode()).isEqualTo(200);
      client.simulator.clearScenarios();
      await().until(() -> first.isDone() && second.isDone());
    }
    await().until(() -> client.simulator.stats().inFlight() == 0);
    assertThat(client.get("/zen", "Authorization", OCTOCAT).statusCode()).isEqualTo(200);
    assertThat(client.simulator.stats().highestConcurrency()).isEqualTo(3);
  }

  private HttpResponse<String> issue(int number, String authorization) throws Exception {
    return client.get("/repos/o/r/issues/" + number, "Authorization", authorization);
  }

  private HttpResponse<String> create() throws Exception {
    return client.send("POST", "/repos/o/r/issues", "{\"title\":\"t\"}", "Authorization", OCTOCAT);
  }
}
