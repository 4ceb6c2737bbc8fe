package dev.headgate.github.simulator;

import static dev.headgate.github.simulator.SimulatorClient.HUBOT;
import static dev.headgate.github.simulator.SimulatorClient.OCTOCAT;
import static dev.headgate.github.simulator.SimulatorClient.header;
import static dev.headgate.github.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuotaTest {
  private final SimulatorClient client = new SimulatorClient();

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void countsAllTokensOfAUserTogether() throws Exception {
    client.control("PUT", "/tokens", "{\"token\":\"ghp_second\",\"login\":\"octocat\"}");
    assertThat(remaining(client.get("/repos/o/r", "Authorization", OCTOCAT))).isEqualTo(4999);
    assertThat(remaining(client.get("/repos/o/r", "Authorization", "token ghp_second")))
        .isEqualTo(4998);
    assertThat(remaining(client.get("/repos/o/r", "Authorization", HUBOT))).isEqualTo(4999);
    assertThat(client.simulator.stats().spent())
        .containsEntry("octocat core", 2L)
        .containsEntry("hubot core", 1L);
  }

  @Test
  void chargesNothingForAnAuthorisedNotModified() throws Exception {
    String tag = header(client.get("/zen", "Authorization", OCTOCAT), "ETag");
    for (int i = 0; i < 5; i++) {
      assertThat(remaining(client.get("/zen", "Authorization", OCTOCAT, "If-None-Match", tag)))
          .isEqualTo(4999);
    }
    SimulatorStats stats = client.simulator.stats();
    assertThat(stats.notModified()).isEqualTo(5);
    assertThat(stats.conditional()).isEqualTo(5);
    assertThat(stats.totalSpent()).isEqualTo(1);
  }

  @Test
  void chargesTheAnonymousForNotModified() throws Exception {
    String tag = header(client.get("/zen"), "ETag");
    HttpResponse<String> again = client.get("/zen", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(remaining(again)).isEqualTo(58);
  }

  @Test
  void refusesWhenTheWindowIsSpentAndServesTheNext() throws Exception {
    client.control("PUT", "/limits", "{\"core\":2,\"principal\":\"octocat\"}");
    client.get("/zen", "Authorization", OCTOCAT);
    client.get("/zen", "Authorization", OCTOCAT);
    HttpResponse<String> refused = client.get("/zen", "Authorization", OCTOCAT);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).path("message").asText())
        .startsWith("API rate limit exceeded for user ID ");
    assertThat(header(refused, "X-RateLimit-Remaining")).isEqualTo("0");
    assertThat(header(refused, "X-RateLimit-Reset"))
        .isEqualTo(Long.toString(client.now().getEpochSecond() + 3600));
    assertThat(client.get("/zen", "Authorization", HUBOT).statusCode()).isEqualTo(200);
    client.advance(Duration.ofHours(1));
    assertThat(client.get("/zen", "Authorization", OCTOCAT).statusCode()).isEqualTo(200);
    assertThat(client.simulator.stats().refused()).containsEntry("primary", 1L);
  }

  @Test
  void neverGrantsMoreThanTheLimitToARace() throws Exception {
    client.simulator.limits(SimulatorLimits.unlimited().withCore(50));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long granted =
          IntStream.range(0, 120)
              .mapToObj(i ->
                  threads.submit(() -> client.get("/zen", "Authorization", OCTOCAT).statusCode()))
              .toList()
              .stream()
              .map(QuotaTest::await)
              .filter(status -> status == 200)
              .count();
      assertThat(granted).isEqualTo(50);
    }
  }

  @Test
  void tellsEveryResourceForFree() throws Exception {
    client.get("/search/issues?q=x", "Authorization", OCTOCAT);
    HttpResponse<String> answer = client.get("/rate_limit", "Authorization", OCTOCAT);
    assertThat(json(answer).at("/resources/search/remaining").asInt()).isEqualTo(29);
    assertThat(json(answer).at("/resources/core/remaining").asInt()).isEqualTo(5000);
    assertThat(json(answer).at("/rate/limit").asInt()).isEqualTo(5000);
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.headers().map()).doesNotContainKey("etag");
    HttpResponse<String> newer =
        client.get("/rate_limit", "Authorization", OCTOCAT, "X-GitHub-Api-Version", "2026-03-10");
    assertThat(json(newer).has("rate")).isFalse();
  }

  @Test
  void keepsInstallationsAndAppsApart() throws Exception {
    client.simulator.mapInstallation("ghs_one", 7);
    client.simulator.mapInstallation("ghs_two", 7);
    client.get("/zen", "Authorization", "token ghs_one");
    assertThat(remaining(client.get("/zen", "Authorization", "token ghs_two"))).isEqualTo(4998);
    String basic = "Basic Y2xpZW50SWQ6c2VjcmV0";
    HttpResponse<String> app = client.get("/zen", "Authorization", basic);
    assertThat(remaining(app)).isEqualTo(4999);
    assertThat(header(app, "Cache-Control")).startsWith("public");
  }

  @Test
  void answersBadCredentialsWithGitHubsForm() throws Exception {
    HttpResponse<String> answer = client.get("/user", "Authorization", "Bearer ghp_revoked");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(json(answer).path("message").asText()).isEqualTo("Bad credentials");
  }

  @Test
  void rotatesATokenWithinItsPrincipalsBudget() throws Exception {
    client.get("/zen", "Authorization", OCTOCAT);
    client.control(
        "POST",
        "/scenario",
        """
        {"scenario":"rotate-token","token":"ghp_octocat","new_token":"ghp_next","revoke":true}\
        """);
    assertThat(remaining(client.get("/zen", "Authorization", "Bearer ghp_next"))).isEqualTo(4998);
    assertThat(client.get("/zen", "Authorization", OCTOCAT).statusCode()).isEqualTo(401);
  }

  @Test
  void neverCountsControlCalls() throws Exception {
    client.control("GET", "/stats", "");
    client.control("GET", "/limits", "");
    assertThat(client.simulator.stats().requests()).isZero();
    assertThat(client.simulator.requests(10)).isEmpty();
  }

  private static int remaining(HttpResponse<String> response) {
    return Integer.parseInt(header(response, "X-RateLimit-Remaining"));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
