package dev.headgate.server.admission;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorLimits;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.MirrorFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueueBeforeGitHubTest {
  private static final String TOKEN = "ghp_shared";
  private static final String KEYS =
      "many:key-of-many-0123,few:key-of-few-01234,ops:key-of-ops-01234";

  private MirrorFixture mirror = MirrorFixture.start();

  @AfterEach
  void close() {
    mirror.close();
  }

  /** One at a time, slowly, over the gateway's own token, so that everybody else waits. */
  private void oneAtATime(String... settings) {
    String[] all = new String[settings.length + 6];
    System.arraycopy(settings, 0, all, 0, settings.length);
    String[] own = {
      "GITHUB_MAX_CONCURRENT_REQUESTS", "1", "GITHUB_TOKEN", TOKEN, "HEADGATE_API_KEYS", KEYS
    };
    System.arraycopy(own, 0, all, settings.length, own.length);
    restart(SimulatorOptions.DEFAULTS, all);
    get("/zen", "ops").join();
    mirror.github().play(Scenario.latency(Duration.ofMillis(60)));
  }

  private void restart(SimulatorOptions options, String... settings) {
    mirror.close();
    mirror = MirrorFixture.start(options, InstantSource.system(), settings);
  }

  @Test
  void theCriticalGoFirst() {
    oneAtATime();
    List<CompletableFuture<HttpResponse<String>>> low = many(20, "/repos/acme/low-", "many", "low");
    waiting();

    HttpResponse<String> critical = get("/repos/acme/urgent", "ops", "critical").join();

    assertThat(critical.statusCode()).isEqualTo(200);
    assertThat(low.stream().filter(CompletableFuture::isDone).count()).isLessThan(14);
    assertThat(low).allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(200));
  }

  @Test
  void whatBulkReadsAreIsKnownWithoutAWord() {
    oneAtATime();
    many(12, "/search/issues?q=", "many", "");
    many(12, "/repos/acme/bulk/issues?page=2&n=", "many", "");
    waiting();

    get("/repos/acme/read", "many").join();

    int place = targets().indexOf("/repos/acme/read");
    assertThat(place).isBetween(1, 12);
  }

  @Test
  void callersOfOneCredentialTakeTurns() {
    oneAtATime();
    List<CompletableFuture<HttpResponse<String>>> many =
        many(24, "/repos/acme/many-", "many", "normal");
    waiting();

    many(4, "/repos/acme/few-", "few", "normal").forEach(CompletableFuture::join);

    assertThat(many.stream().filter(one -> !one.isDone()).count()).isGreaterThan(4);
    many.forEach(CompletableFuture::join);
  }

  @Test
  void theLineIsBoundedAndShedsLowPriorityFirst() {
    oneAtATime("GITHUB_QUEUE_MAX_WAITING", "8");
    List<CompletableFuture<HttpResponse<String>>> low = many(20, "/repos/acme/low-", "many", "low");

    assertThat(get("/repos/acme/urgent", "ops", "critical").join().statusCode()).isEqualTo(200);
    List<HttpResponse<String>> answers = low.stream().map(CompletableFuture::join).toList();
    List<HttpResponse<String>> shed =
        answers.stream().filter(answer -> answer.statusCode() != 200).toList();
    assertThat(shed).hasSizeBetween(8, 15);
    assertThat(shed)
        .allSatisfy(answer -> {
          assertThat(answer.statusCode()).isEqualTo(503);
          assertThat(field(answer, "Retry-After")).isEqualTo("1");
          assertThat(answer.body()).contains("queue is full");
        });
    assertThat(targets().stream().filter(target -> target.contains("low")))
        .hasSize(20 - shed.size());
  }

  @Test
  void whatThePriorityMayBeIsSaid() {
    HttpResponse<String> answer = mirror.get("/zen", TOKEN, "X-Headgate-Priority", "most-urgent");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("critical, high, normal or low");
    assertThat(mirror.upstream("/zen")).isEmpty();
  }

  @Test
  void aRuleNamesThePriorityOfAPath() {
    oneAtATime("GITHUB_QUEUE_PRIORITIES", "GET /search/**=critical");
    many(20, "/repos/acme/normal-", "many", "");
    waiting();

    get("/search/issues?q=now", "ops").join();

    assertThat(targets().indexOf("/search/issues?q=now")).isLessThan(12);
  }

  @Test
  void whoWaitsInWhichPlaceAndWhyIsShown() {
    oneAtATime("HEADGATE_ADMIN_TOKEN", "admin-token-0123456789");
    List<CompletableFuture<HttpResponse<String>>> all =
        many(12, "/repos/acme/seen-", "many", "low");
    waiting();

    String quotas = asAdmin("/api/v1/quotas");
    String metrics = mirror.send(mirror.request("/metrics").GET()).body();
    String explained = asAdmin("/api/v1/quotas/explain?path=/repos/a/b/issues&method=post");

    assertThat(quotas)
        .contains("\"caller\":\"many\"", "\"priority\":\"low\"", "\"position\":1,")
        .contains("\"reason\":\"concurrency limit\"", "\"endpoint\":\"/repos/{owner}/{repo}\"")
        .doesNotContain("seen-");
    assertThat(metrics).containsPattern("github_queue_waiting\\{priority=\"low\"} [1-9]");
    assertThat(explained)
        .contains("\"priority\":\"normal\"", "\"points_per_minute\":5", "\"passes\":true");
    all.forEach(CompletableFuture::join);
    assertThat(asAdmin("/api/v1/quotas")).contains("\"queue\":[]");
  }

  @Test
  void whoWaitsForGitHubsComputingTimeIsToldSo() {
    restart(
        SimulatorOptions.DEFAULTS.withLatency(Duration.ofSeconds(1)),
        "HEADGATE_ADMIN_TOKEN",
        "admin-token-0123456789",
        "GITHUB_TOKEN",
        TOKEN,
        "HEADGATE_API_KEYS",
        KEYS);
    List<CompletableFuture<HttpResponse<String>>> all =
        many(70, "/repos/acme/slow-", "many", "low");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(asAdmin("/api/v1/quotas")).contains("GitHub's CPU time per minute"));

    String principal =
        asAdmin("/api/v1/quotas").replaceAll("(?s).*?\"principal\":\"([^\"]+)\".*", "$1");
    String explained = asAdmin("/api/v1/quotas/explain?path=/repos/a/b&principal=" + principal);
    assertThat(explained).contains("\"passes\":false", "GitHub's CPU time per minute");
    assertThat(explained).containsPattern("\"cpu_seconds_left\":0\\.\\d");
    all.forEach(one -> one.cancel(true));
  }

  /** Clients that know of the limit only by being refused send all that they have, twice. */
  @Test
  void fiftyWhoWaitLeakOneAtMostAndDoNotBurstAtTheReset() {
    SimulatorLimits limits =
        SimulatorLimits.DEFAULTS.withWindow(Duration.ofSeconds(6)).withCore(200);
    restart(SimulatorOptions.DEFAULTS.withLimits(limits));
    for (int i = 0; i < 200; i++) {
      assertThat(direct("/repos/acme/spent-" + i)).isEqualTo(200);
    }
    Instant spent = Instant.now();
    ConcurrentLinkedQueue<Instant> served = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      waiting.add(
          send("/repos/acme/wanted-" + i, "Authorization", "Bearer " + TOKEN)
              .whenComplete((answer, failure) -> served.add(Instant.now())));
    }

    assertThat(waiting).allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(200));

    long refused = mirror.github().stats().refused().values().stream().mapToLong(n -> n).sum();
    assertThat(refused).isEqualTo(1);
    assertThat(Duration.between(spent, served.peek())).isGreaterThan(Duration.ofSeconds(1));
    assertThat(mirror.github().stats().highestConcurrency()).isLessThan(25);
  }

  @Test
  void aSecondaryLimitPausesAllOfThePrincipalAndEndsWithOneProbe() {
    mirror.get("/repos/acme/known", TOKEN);
    mirror.github().play(Scenario.secondary(Duration.ofSeconds(2)).times(1).forPath("/repos/**"));
    HttpResponse<String> limited = mirror.get("/repos/acme/limited", TOKEN, "Prefer", "wait=0");
    int before = mirror.upstream().size();
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    // Fewer than a minute's searches, of which the last would be paced to its end.
    for (int i = 0; i < 20; i++) {
      waiting.add(send("/search/issues?q=" + i, "Authorization", "Bearer " + TOKEN));
    }
    HttpResponse<String> impatient = mirror.get("/repos/acme/impatient", TOKEN, "Prefer", "wait=0");

    assertThat(limited.statusCode()).isEqualTo(403);
    assertThat(impatient.statusCode()).isEqualTo(403);
    assertThat(field(impatient, "Retry-After")).isIn("1", "2");
    assertThat(cache(impatient)).isEqualTo("RATE_LIMITED_MISS");
    assertThat(mirror.upstream()).hasSize(before);
    assertThat(waiting).allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(200));
    assertThat(mirror.github().stats().highestConcurrency()).isLessThan(20);
  }

  private String asAdmin(String path) {
    return mirror
        .send(mirror.request(path, "Authorization", "Bearer admin-token-0123456789").GET())
        .body();
  }

  private int direct(String path) {
    try {
      return mirror
          .client()
          .send(
              HttpRequest.newBuilder(URI.create(mirror.github().url() + path))
                  .header("Authorization", "Bearer " + TOKEN)
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private List<String> targets() {
    return mirror.upstream().stream().map(request -> request.target()).toList();
  }

  /** Until the first of those sent before is under way, so that all others wait behind it. */
  private void waiting() {
    int known = 1;
    await().until(() -> mirror.upstream().size() > known);
  }

  private List<CompletableFuture<HttpResponse<String>>> many(
      int count, String prefix, String caller, String priority) {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(get(prefix + i, caller, priority));
    }
    return all;
  }

  private CompletableFuture<HttpResponse<String>> get(String target, String caller) {
    return get(target, caller, "");
  }

  private CompletableFuture<HttpResponse<String>> get(
      String target, String caller, String priority) {
    String key = KEYS.replaceAll(".*" + caller + ":([a-z0-9-]+).*", "$1");
    return priority.isEmpty()
        ? send(target, "X-Headgate-Key", key)
        : send(target, "X-Headgate-Key", key, "X-Headgate-Priority", priority);
  }

  private CompletableFuture<HttpResponse<String>> send(String target, String... fields) {
    return mirror
        .client()
        .sendAsync(mirror.request(target, fields).build(), BodyHandlers.ofString());
  }
}
