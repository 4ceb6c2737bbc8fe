package dev.headgate.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorLimits;
import dev.headgate.github.simulator.SimulatorOptions;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * GitHub's limits: heeded at once, for the one they concern, and waited out where there is time.
 */
class LimitsTest {
  private static final String REPO = "/repos/octo/hello";
  private static final String UNREAD = "/repos/octo/other";

  private GitHubSimulator github;
  private Mirror mirror;

  @BeforeEach
  void start() throws Exception {
    github = GitHubSimulator.start();
    github.mapToken("ghp_alice", "alice", "repo");
    github.mapToken("ghp_bob", "bob", "repo");
    mirror = new Mirror(github.url());
  }

  @AfterEach
  void stop() {
    github.close();
    mirror.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 429})
  void aSpentQuotaIsAnsweredFromTheCopyOrInGitHubsFormWithoutAskingAgain(int status)
      throws Exception {
    String body = mirror.read(REPO).body();
    github.play(
        Scenario.of(Scenario.Kind.PRIMARY_EXHAUSTED)
            .withStatus(status)
            .forPath("/repos/**")
            .forPrincipal("alice"));
    assertStale(mirror.read(REPO), body);
    github.clearScenarios();
    long before = asked();

    for (int i = 0; i < 5; i++) {
      assertStale(mirror.read(REPO), body);
      assertLimited(mirror.read(UNREAD));
      assertLimited(mirror.post(REPO + "/issues", "{\"title\":\"a\"}"));
    }
    assertThat(asked()).isEqualTo(before);
    assertUnharmed();
  }

  @ParameterizedTest
  @CsvSource({
    "SECONDARY,403,30",
    "SECONDARY,429,30",
    "SECONDARY_WITHOUT_HEADERS,403,",
    "SECONDARY_WITHOUT_HEADERS,429,",
    "ABUSE,403,"
  })
  void aSecondaryLimitPausesItsPrincipalAtOnceAndNobodyElse(
      Scenario.Kind kind, int status, Integer retryAfter) throws Exception {
    String body = mirror.read(REPO).body();
    Scenario limit =
        retryAfter == null ? Scenario.of(kind) : Scenario.secondary(Duration.ofSeconds(retryAfter));
    github.play(limit.withStatus(status).forPath("/repos/**").forPrincipal("alice"));
    assertStale(mirror.read(REPO), body);
    github.clearScenarios();
    long before = asked();

    List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String path = "/repos/octo/other" + i;
      calls.add(() -> mirror.read(path));
    }
    for (HttpResponse<String> answer : together(calls)) {
      assertLimited(answer);
    }
    assertStale(mirror.read(REPO), body);
    assertThat(asked() - before).isZero();
    assertUnharmed();
  }

  @Test
  void aLimitStopsEveryCallThatIsNotUnderWayWhenItArrives() throws Exception {
    github.play(
        Scenario.secondary(Duration.ofSeconds(30)).forPath("/repos/**").forPrincipal("alice"));
    int callers = 50;
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      String path = "/repos/octo/other" + i;
      calls.add(() -> {
        for (int read = 0; read < 5; read++) {
          assertThat(mirror.read(path + read).statusCode()).isEqualTo(403);
        }
        return true;
      });
    }
    together(calls);
    assertThat(asked()).as("one call of each caller at most").isBetween(1L, (long) callers);
    long before = asked();
    together(calls);
    assertThat(asked()).isEqualTo(before);
  }

  @Test
  void aResetInTwoSecondsIsWaitedFor() throws Exception {
    try (GitHubSimulator brief =
            new GitHubSimulator(
                SimulatorOptions.DEFAULTS.withLimits(
                    SimulatorLimits.DEFAULTS.withCore(1).withWindow(Duration.ofSeconds(2))));
        Mirror patient = new Mirror(brief.url(), "REQUEST_TIMEOUT", "10s")) {
      assertThat(patient.read(REPO).statusCode()).isEqualTo(200);
      Instant start = Instant.now();
      HttpResponse<String> answer = patient.read(UNREAD);
      Duration took = Duration.between(start, Instant.now());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(took).isBetween(Duration.ofMillis(500), Duration.ofMillis(4500));
      assertThat(brief.stats().refused()).doesNotContainKey("primary");
    }
  }

  @Test
  void aLimitThatOthersRanIntoIsWaitedForTooWhenItsResetIsNear() throws Exception {
    try (GitHubSimulator brief =
            new GitHubSimulator(
                SimulatorOptions.DEFAULTS.withLimits(
                    SimulatorLimits.DEFAULTS.withCore(1).withWindow(Duration.ofSeconds(2))));
        Mirror direct = new Mirror(brief.url());
        Mirror patient = new Mirror(brief.url(), "REQUEST_TIMEOUT", "10s", "MAX_RETRIES", "2")) {
      assertThat(direct.read(REPO).statusCode()).isEqualTo(200);
      Instant start = Instant.now();
      assertThat(patient.read(UNREAD).statusCode()).isEqualTo(200);
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofMillis(4500));
      assertThat(brief.stats().refused()).containsEntry("primary", 1L);
    }
  }

  @Test
  void aWaitLongerThanTheClientPrefersIsRefusedAtOnce() throws Exception {
    try (GitHubSimulator brief =
            new GitHubSimulator(
                SimulatorOptions.DEFAULTS.withLimits(
                    SimulatorLimits.DEFAULTS.withCore(1).withWindow(Duration.ofSeconds(8))));
        Mirror patient = new Mirror(brief.url(), "REQUEST_TIMEOUT", "20s")) {
      patient.read(REPO);
      Instant start = Instant.now();
      HttpResponse<String> answer =
          patient.get(UNREAD, "Authorization", Mirror.ALICE, "Prefer", "wait=0");
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(1));
      assertLimited(answer);
    }
  }

  @Test
  void aPauseOfASecondIsWaitedForAndTheReadSucceeds() throws Exception {
    try (Mirror patient = new Mirror(github.url(), "REQUEST_TIMEOUT", "10s", "MAX_RETRIES", "2")) {
      github.play(Scenario.secondary(Duration.ofSeconds(1)).times(1).forPath("/repos/**"));
      Instant start = Instant.now();
      assertThat(patient.read(REPO).statusCode()).isEqualTo(200);
      assertThat(Duration.between(start, Instant.now()))
          .isBetween(Duration.ofMillis(900), Duration.ofSeconds(3));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGraphQlLimitInsideA200ReachesTheClientAndPauses(boolean newForm) throws Exception {
    Scenario limited = Scenario.of(Scenario.Kind.GRAPHQL_RATE_LIMITED);
    github.play(newForm ? newForm(limited) : limited);
    HttpResponse<String> answer = mirror.post("/graphql", "{\"query\":\"{viewer{login}}\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains(newForm ? "\"RATE_LIMIT\"" : "\"RATE_LIMITED\"");
    github.clearScenarios();
    long before = asked();

    assertLimited(mirror.post("/graphql", "{\"query\":\"{viewer{login}}\"}"));
    assertThat(asked()).isEqualTo(before);
    assertThat(mirror.read(REPO).statusCode())
        .as("another resource of the same user")
        .isEqualTo(200);
  }

  @Test
  void aForbiddenAnswerWithNothingRemainingIsNoLimitAndIsNotAnsweredFromTheCopy() throws Exception {
    try (RawGitHub raw = new RawGitHub();
        Mirror before = new Mirror(raw.url())) {
      raw.answer(RawGitHub.sized("{\"id\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      assertThat(before.read(REPO).statusCode()).isEqualTo(200);
      String reset = Long.toString(Instant.now().plusSeconds(3600).getEpochSecond());
      String body = "{\"message\":\"Resource not accessible by personal access token\"}";
      raw.answer(
          ("HTTP/1.1 403 Forbidden\r\nContent-Type: application/json; charset=utf-8\r\n"
                  + "X-RateLimit-Limit: 5000\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Used: 5000"
                  + "\r\nX-RateLimit-Resource: core\r\nX-RateLimit-Reset: "
                  + reset
                  + "\r\nConnection: close\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body)
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      HttpResponse<String> forbidden = before.read(REPO);
      assertThat(forbidden.statusCode()).isEqualTo(403);
      assertThat(forbidden.body()).isEqualTo(body);
      assertThat(Mirror.cache(forbidden)).isEqualTo("ONLINE_MISS");
    }
  }

  private static Scenario newForm(Scenario old) {
    return new Scenario(
        old.kind(),
        old.status(),
        old.retryAfter(),
        old.retryAfterAsDate(),
        old.times(),
        old.principal(),
        old.path(),
        old.method(),
        old.bytesPerSecond(),
        old.latency(),
        true);
  }

  /** Requests that reached GitHub, apart from the health probe's. */
  private long asked() {
    return github.stats().requests() - github.stats().requestsTo("GET /rate_limit");
  }

  private void assertUnharmed() throws Exception {
    assertThat(mirror.get(UNREAD, "Authorization", Mirror.BOB).statusCode()).isEqualTo(200);
    assertThat(mirror.get(UNREAD).statusCode()).isEqualTo(200);
  }

  private static void assertStale(HttpResponse<String> answer, String body) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Mirror.cache(answer)).isEqualTo("RATE_LIMITED_HIT");
    assertThat(answer.headers().firstValue("Age")).isPresent();
    assertThat(answer.body()).isEqualTo(body);
  }

  private static void assertLimited(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("X-RateLimit-Remaining")).contains("0");
    long reset = answer.headers().firstValueAsLong("X-RateLimit-Reset").orElse(0);
    assertThat(reset).isGreaterThanOrEqualTo(Instant.now().getEpochSecond());
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
    assertThat(answer.body()).contains("\"message\":").contains("\"documentation_url\":");
  }

  private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> call : threads.invokeAll(calls)) {
        results.add(call.get());
      }
      return results;
    }
  }
}
