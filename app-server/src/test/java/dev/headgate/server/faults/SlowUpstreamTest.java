package dev.headgate.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A GitHub that hangs, trickles, resets or errs: the answer comes in time, stale or in words. */
class SlowUpstreamTest {
  private static final String ISSUE = "/repos/octo/hello/issues/1";
  private static final Duration SLACK = Duration.ofMillis(700);
  private static final Duration PATIENCE = Duration.ofMillis(700);
  private static final Duration DEADLINE = Duration.ofMillis(1500);

  private GitHubSimulator github;
  private Mirror mirror;

  @BeforeEach
  void start() throws Exception {
    github = GitHubSimulator.start();
    mirror = new Mirror(github.url());
    mirror.get("/healthz");
  }

  @AfterEach
  void stop() {
    github.close();
    mirror.close();
  }

  @Test
  void aHangingGitHubIsWaitedForOnlyBrieflyWithACopyAtHand() throws Exception {
    String body = mirror.read(ISSUE).body();
    trouble(Scenario.of(Scenario.Kind.HANG));
    Timed timed = timed(ISSUE);
    assertStale(timed.answer, body, "API_TIMEOUT_HIT");
    assertThat(timed.took).isBetween(PATIENCE.minusMillis(50), PATIENCE.plus(SLACK));
  }

  @Test
  void aTricklingGitHubIsWaitedForOnlyBrieflyWithACopyAtHand() throws Exception {
    String body = mirror.read(ISSUE).body();
    github.putJson(ISSUE, "{\"number\":1,\"title\":\"" + "changed ".repeat(100) + "\"}");
    trouble(Scenario.slow(20));
    Timed timed = timed(ISSUE);
    assertStale(timed.answer, body, "API_TIMEOUT_HIT");
    assertThat(timed.took).isBetween(PATIENCE.minusMillis(50), PATIENCE.plus(SLACK));
  }

  @Test
  void aHangingGitHubIsGivenUpAtTheDeadlineWithoutACopy() throws Exception {
    trouble(Scenario.of(Scenario.Kind.HANG));
    Timed timed = timed(ISSUE);
    assertRefused(timed.answer, 504, "API_TIMEOUT_MISS");
    assertThat(timed.took).isBetween(DEADLINE.minusMillis(50), DEADLINE.plus(SLACK));
  }

  @Test
  void aTricklingGitHubIsGivenUpAtTheDeadlineWithoutACopyAndNothingOfItIsKept() throws Exception {
    String json = "{\"title\":\"" + "slow ".repeat(200) + "\"}";
    github.putJson(ISSUE, json);
    trouble(Scenario.slow(20));
    Timed timed = timed(ISSUE);
    assertRefused(timed.answer, 504, "API_TIMEOUT_MISS");
    assertThat(timed.took).isBetween(DEADLINE.minusMillis(50), DEADLINE.plus(SLACK));

    github.clearScenarios();
    HttpResponse<String> good = mirror.read(ISSUE);
    assertThat(good.body()).isEqualTo(json);
    assertThat(Mirror.cache(good)).isEqualTo("ONLINE_MISS");
  }

  @Test
  void aHangingWriteIsGivenUpAtTheDeadline() throws Exception {
    trouble(Scenario.of(Scenario.Kind.HANG));
    Instant start = Instant.now();
    HttpResponse<String> answer = mirror.post("/repos/octo/hello/issues", "{\"title\":\"a\"}");
    assertRefused(answer, 504, "API_TIMEOUT_MISS");
    assertThat(Duration.between(start, Instant.now())).isLessThan(DEADLINE.plus(SLACK));
  }

  @Test
  void aResetConnectionIsAnErrorHitOrABadGateway() throws Exception {
    String body = mirror.read(ISSUE).body();
    trouble(Scenario.of(Scenario.Kind.RESET_CONNECTION));
    assertStale(mirror.read(ISSUE), body, "API_ERROR_HIT");
    assertRefused(mirror.read("/repos/octo/hello/issues/2"), 502, "API_ERROR_MISS");
  }

  @Test
  void aTruncatedBodyIsAnErrorHitOrABadGateway() throws Exception {
    String body = mirror.read(ISSUE).body();
    github.putJson(ISSUE, "{\"title\":\"" + "newer ".repeat(500) + "\"}");
    trouble(Scenario.of(Scenario.Kind.TRUNCATE));
    assertStale(mirror.read(ISSUE), body, "API_ERROR_HIT");
    assertRefused(mirror.read("/repos/octo/hello/issues/2"), 502, "API_ERROR_MISS");

    github.clearScenarios();
    assertThat(mirror.read(ISSUE).body()).startsWith("{\"title\":\"newer ").endsWith(" \"}");
    assertThat(mirror.read("/repos/octo/hello/issues/2").body()).endsWith("}");
  }

  @ParameterizedTest
  @CsvSource({"500,502", "502,502", "503,503", "504,504"})
  void anErrorOfGitHubsIsAnErrorHitOrToldInItsJsonForm(int theirs, int ours) throws Exception {
    String body = mirror.read(ISSUE).body();
    trouble(Scenario.outage(theirs));
    assertStale(mirror.read(ISSUE), body, "API_ERROR_HIT");
    assertRefused(mirror.read("/repos/octo/hello/issues/2"), ours, "API_ERROR_MISS");
  }

  @Test
  void oneFailureIsRepeatedAndNobodySeesIt() throws Exception {
    try (Mirror patient =
        new Mirror(github.url(), "MAX_RETRIES", "3", "RETRY_BASE_DELAY", "10ms")) {
      trouble(Scenario.of(Scenario.Kind.RESET_CONNECTION).times(1));
      assertThat(patient.read(ISSUE).statusCode()).isEqualTo(200);
      trouble(Scenario.outage(502).times(2));
      assertThat(patient.read("/repos/octo/hello/issues/2").statusCode()).isEqualTo(200);
      trouble(Scenario.of(Scenario.Kind.TRUNCATE).times(1));
      assertThat(patient.read("/repos/octo/hello/issues/3").statusCode()).isEqualTo(200);
    }
  }

  private void trouble(Scenario scenario) {
    github.play(scenario.forPath("/repos/**"));
  }

  private Timed timed(String path) throws Exception {
    Instant start = Instant.now();
    HttpResponse<String> answer = mirror.read(path);
    return new Timed(answer, Duration.between(start, Instant.now()));
  }

  private static void assertStale(HttpResponse<String> answer, String body, String outcome) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Mirror.cache(answer)).isEqualTo(outcome);
    assertThat(answer.headers().firstValue("Age")).isPresent();
    assertThat(answer.body()).isEqualTo(body);
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String outcome) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(Mirror.cache(answer)).isEqualTo(outcome);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    assertThat(answer.body())
        .startsWith("{\"message\":\"")
        .contains("\"documentation_url\":\"https://docs.github.com/")
        .contains("\"status\":\"" + status + "\"");
  }

  private record Timed(HttpResponse<String> answer, Duration took) {}
}
