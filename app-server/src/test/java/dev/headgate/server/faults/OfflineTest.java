package dev.headgate.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorOptions;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Outages: noticed by probes and by traffic, answered from the cache at once, and got over. */
class OfflineTest {
  private static final String REPO = "/repos/octo/hello";
  private static final String UNREAD = "/repos/octo/other";
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private GitHubSimulator github;
  private Mirror mirror;

  @BeforeEach
  void start() throws Exception {
    github = GitHubSimulator.start();
    mirror =
        new Mirror(
            github.url(),
            "GITHUB_CIRCUIT_BREAKER_FAILURE_THRESHOLD",
            "5",
            "REQUEST_TIMEOUT",
            "5s",
            "EXTERNAL_SERVICE_TIMEOUT",
            "2s");
  }

  @AfterEach
  void stop() {
    github.close();
    mirror.close();
  }

  @Test
  void whileOfflineEveryReadIsAnsweredAtOnceAndGitHubIsLeftAlone() throws Exception {
    String body = mirror.read(REPO).body();
    github.play(Scenario.of(Scenario.Kind.HANG));
    await().atMost(LONGEST).until(mirror::offline);
    double hits = mirror.metric("request_latency_seconds_count", "cache=\"OFFLINE_HIT\"");
    double misses = mirror.metric("request_latency_seconds_count", "cache=\"OFFLINE_MISS\"");
    long before = github.stats().requestsTo("GET /repos/{owner}/{repo}");

    Instant start = Instant.now();
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> hit = mirror.read(REPO);
      assertThat(hit.body()).isEqualTo(body);
      assertThat(Mirror.cache(hit)).isEqualTo("OFFLINE_HIT");
      assertThat(hit.headers().firstValue("Age")).isPresent();
      assertUnavailable(mirror.read(UNREAD));
    }
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(2));

    assertThat(github.stats().requestsTo("GET /repos/{owner}/{repo}")).isEqualTo(before);
    assertThat(mirror.metric("request_latency_seconds_count", "cache=\"OFFLINE_HIT\""))
        .isEqualTo(hits + 20);
    assertThat(mirror.metric("request_latency_seconds_count", "cache=\"OFFLINE_MISS\""))
        .isEqualTo(misses + 20);
  }

  @Test
  void whileOfflineNobodySeesAnothersCopy() throws Exception {
    mirror.read(REPO);
    github.play(Scenario.outage(503));
    await().atMost(LONGEST).until(mirror::offline);
    assertUnavailable(mirror.get(REPO, "Authorization", Mirror.BOB));
    assertUnavailable(mirror.get(REPO));
  }

  @Test
  void itIsBackWithinTwoProbesWithoutARestart() throws Exception {
    mirror.read(REPO);
    github.play(Scenario.outage(502));
    await().atMost(LONGEST).until(mirror::offline);
    github.clearScenarios();
    Instant back = Instant.now();
    await().pollInterval(Duration.ofMillis(20)).atMost(LONGEST).until(() -> !mirror.offline());
    assertThat(Duration.between(back, Instant.now())).isLessThan(Duration.ofMillis(600));
    assertThat(Mirror.cache(mirror.read(REPO))).isEqualTo("ONLINE_HIT");
    assertThat(Mirror.cache(mirror.read(UNREAD))).isEqualTo("ONLINE_MISS");
  }

  @Test
  void aBreakerThatTrafficOpenedClosesAgainWhenProbesAndTrafficSucceed() throws Exception {
    mirror.read(REPO);
    github.play(Scenario.outage(503).forPath("/repos/**"));
    for (int i = 0; i < 5; i++) {
      mirror.read("/repos/octo/failing" + i);
    }
    HttpResponse<String> refused = mirror.read(UNREAD);
    assertUnavailable(refused);
    github.clearScenarios();
    await()
        .atMost(LONGEST)
        .until(() -> mirror.read(UNREAD).statusCode() == 200 && !mirror.offline());
    assertThat(Mirror.cache(mirror.read(REPO))).isEqualTo("ONLINE_HIT");
  }

  @Test
  void aFailingProbeAloneNeverContradictsTrafficThatFlows() throws Exception {
    mirror.read(REPO);
    github.play(Scenario.outage(503).forPath("/rate_limit"));
    long probes = github.stats().requestsTo("GET /rate_limit");
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          assertThat(Mirror.cache(mirror.read(REPO))).isEqualTo("ONLINE_HIT");
          assertThat(mirror.offline()).isFalse();
          return github.stats().requestsTo("GET /rate_limit") >= probes + 8;
        });
    assertThat(Mirror.cache(mirror.read(UNREAD))).isEqualTo("ONLINE_MISS");
  }

  @Test
  void oneBadAnswerDoesNotFreezeTheState() throws Exception {
    mirror.read(REPO);
    github.play(Scenario.outage(500).times(1).forPath("/repos/**"));
    assertThat(Mirror.cache(mirror.read(REPO))).isEqualTo("API_ERROR_HIT");
    assertThat(Mirror.cache(mirror.read(REPO))).isEqualTo("ONLINE_HIT");
    github.play(Scenario.outage(500).times(1).forPath("/rate_limit"));
    await()
        .atMost(LONGEST)
        .until(() -> github.stats().refused().getOrDefault("scenario:outage", 0L) == 2);
    assertThat(mirror.offline()).isFalse();
    assertThat(Mirror.cache(mirror.read(REPO))).isEqualTo("ONLINE_HIT");
  }

  @Test
  void aGitHubThatIsGoneAltogetherIsFoundAgainOnTheSamePort() throws Exception {
    String body = mirror.read(REPO).body();
    int port = github.port();
    github.close();
    HttpResponse<String> first = mirror.read(REPO);
    assertThat(first.body()).isEqualTo(body);
    assertThat(Mirror.cache(first)).isIn("API_ERROR_HIT", "OFFLINE_HIT");
    await().atMost(LONGEST).until(mirror::offline);
    assertThat(Mirror.cache(mirror.read(REPO))).isEqualTo("OFFLINE_HIT");
    assertUnavailable(mirror.read(UNREAD));

    github = new GitHubSimulator(SimulatorOptions.DEFAULTS.withPort(port));
    await().atMost(LONGEST).until(() -> !mirror.offline());
    assertThat(Mirror.cache(mirror.read(UNREAD))).isEqualTo("ONLINE_MISS");
    assertThat(Mirror.cache(mirror.read(REPO))).startsWith("ONLINE_");
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(Mirror.cache(answer)).isEqualTo("OFFLINE_MISS");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).contains("\"message\":").contains("\"status\":\"503\"");
  }
}
