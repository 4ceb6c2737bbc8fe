package dev.headgate.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.admission.Admissions;
import dev.headgate.core.cache.CachePolicy;
import dev.headgate.core.cache.Freshness;
import dev.headgate.core.cache.FreshnessPolicy;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Credential;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered without asking GitHub, and what is not. */
class FreshCopiesTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final String REPO = "/repos/acme/widgets";
  private static final String COMMIT = REPO + "/commits/0123456789abcdef0123456789abcdef01234567";
  private static final String EVENTS = REPO + "/events";
  private static final String MISSING = REPO + "/releases/tags/v9";
  private static final String ALICE = "Bearer ghp_alice";
  private static final String BOB = "Bearer ghp_bob";

  private final ScriptedGitHub github = new ScriptedGitHub();
  private final Parts.Ledger ledger = new Parts.Ledger();
  private final ManualTime time = new ManualTime(START);
  private final Gateway usual = gateway(FreshnessPolicy.of(Freshness.REVALIDATE));
  private final Gateway wished =
      gateway(
          new FreshnessPolicy(
              path -> path.startsWith("/orgs/") ? Freshness.MAX_AGE : Freshness.REVALIDATE,
              true,
              Duration.ofSeconds(5),
              Duration.ofMinutes(5)));

  private Gateway gateway(FreshnessPolicy freshness) {
    return new Gateway(
        github,
        new Parts.Cache(),
        Admissions.over(ledger, time),
        ledger,
        new Parts.Breaker(),
        new Parts.Audit(),
        Telemetry.SILENT,
        new GatewayPolicy(
            "https://api.github.com",
            new CachePolicy(1024, Duration.ofHours(24), freshness),
            RetryPolicy.DEFAULTS,
            Duration.ofSeconds(5)),
        time,
        (pause, cancellation) -> time.advance(pause),
        () -> 0.5);
  }

  @Test
  void anImmutableObjectIsAskedForOnce() throws Exception {
    github.put(COMMIT, "{\"sha\":\"0123\"}");
    get(wished, COMMIT, ALICE);
    time.advance(Duration.ofDays(6));

    ApiAnswer answer = get(wished, COMMIT, ALICE);

    assertThat(github.requests).hasSize(1);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.outcome()).isEqualTo(CacheOutcome.ONLINE_HIT);
    assertThat(answer.cacheStatus()).isEqualTo("hit; detail=immutable");
    assertThat(answer.age()).isEqualTo(Duration.ofDays(6));
    assertThat(wished.immediate(request("GET", COMMIT, ALICE))).isNotNull();
  }

  @Test
  void anAnswerWithoutGitHubShowsTheQuotaAsItIsNow() throws Exception {
    github.put(COMMIT, "{\"sha\":\"0123\"}");
    get(wished, COMMIT, ALICE);
    String reset = Long.toString(START.plusSeconds(3_000).getEpochSecond());
    github.thenAnswers(
        200,
        Headers.of(
            "X-RateLimit-Limit", "5000",
            "X-RateLimit-Remaining", "1234",
            "X-RateLimit-Reset", reset,
            "X-RateLimit-Resource", "core"),
        "{}");
    get(wished, "/user", ALICE);

    ApiAnswer answer = get(wished, COMMIT, ALICE);

    assertThat(answer.headers().all("X-RateLimit-Remaining")).containsExactly("1234");
    assertThat(answer.headers().all("X-RateLimit-Reset")).containsExactly(reset);
  }

  @Test
  void anImmutableObjectIsServedToNobodyWhomGitHubDidNotShowIt() throws Exception {
    github.put(COMMIT, ALICE, "{\"sha\":\"0123\"}");
    get(wished, COMMIT, ALICE);

    assertThat(wished.immediate(request("GET", COMMIT, BOB))).isNull();
    assertThat(get(wished, COMMIT, BOB).status()).isEqualTo(404);
    assertThat(github.requests).hasSize(2);
  }

  @Test
  void aWriteDoesNotPutAnImmutableObjectInDoubt() throws Exception {
    github.put(COMMIT, "{\"sha\":\"0123\"}");
    get(wished, COMMIT, ALICE);
    time.advance(Duration.ofSeconds(1));
    write(wished, REPO + "/issues");

    assertThat(wished.immediate(request("GET", COMMIT, ALICE))).isNotNull();
  }

  @Test
  void whoeverInsistsIsToldAnew() throws Exception {
    github.put(COMMIT, "{\"sha\":\"0123\"}");
    get(wished, COMMIT, ALICE);

    ApiRequest reload = request("GET", COMMIT, ALICE, "Cache-Control", "no-cache");

    assertThat(wished.immediate(reload)).isNull();
    assertThat(wished.answer(reload).cacheStatus()).isEqualTo("fwd=stale; fwd-status=304");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/status", "/check-runs", "/comments", "/pulls"})
  void whatHangsOnACommitIsAskedForEachTime(String part) throws Exception {
    github.put(COMMIT + part, "[{\"id\":1}]");
    get(wished, COMMIT + part, ALICE);
    get(wished, COMMIT + part, ALICE);
    assertThat(github.count(COMMIT + part)).isEqualTo(2);
  }

  @Test
  void noneOfItHappensUnlessItIsWishedFor() throws Exception {
    github.put(COMMIT, "{\"sha\":\"0123\"}");
    for (String target : new String[] {COMMIT, MISSING, "/orgs/acme"}) {
      get(usual, target, ALICE);
      get(usual, target, ALICE);
      assertThat(github.count(target)).isEqualTo(2);
    }
  }

  @Test
  void maxAgeIsTrustedWhereThePathSaysSo() throws Exception {
    github.put(REPO, "{\"id\":1}");
    github.put("/orgs/acme", "{\"id\":1}");
    get(wished, REPO, ALICE);
    get(wished, "/orgs/acme", ALICE);
    time.advance(Duration.ofSeconds(59));

    assertThat(wished.immediate(request("GET", REPO, ALICE))).isNull();
    assertThat(wished.immediate(request("GET", "/orgs/acme", ALICE))).isNotNull();
  }

  @Test
  void aFeedIsNotAskedForAgainWithinItsPollInterval() throws Exception {
    poll(EVENTS, "60");
    time.advance(Duration.ofSeconds(59));
    ApiAnswer within = get(usual, EVENTS, ALICE);
    assertThat(github.requests).hasSize(1);
    assertThat(within.cacheStatus()).isEqualTo("hit; detail=poll-interval");
    assertThat(within.age()).isEqualTo(Duration.ofSeconds(59));
    assertThat(within.headers().all("X-Poll-Interval")).containsExactly("60");

    time.advance(Duration.ofSeconds(1));
    get(usual, EVENTS, ALICE);
    assertThat(github.requests).hasSize(2);
  }

  @Test
  void aLongerIntervalTakesEffectAtOnceEvenWhenNothingChanged() throws Exception {
    poll(EVENTS, "60");
    time.advance(Duration.ofSeconds(60));
    github.then(request -> {
      Upstream.Responded same = (Upstream.Responded) github.usual(request);
      Headers raised = same.headers().with("X-Poll-Interval", "120");
      return new Upstream.Responded(same.status(), raised, same.body(), same.length());
    });
    assertThat(get(usual, EVENTS, ALICE).cacheStatus()).contains("304");
    time.advance(Duration.ofSeconds(119));

    ApiAnswer within = get(usual, EVENTS, ALICE);

    assertThat(github.requests).hasSize(2);
    assertThat(within.headers().all("X-Poll-Interval")).containsExactly("120");
    time.advance(Duration.ofSeconds(1));
    get(usual, EVENTS, ALICE);
    assertThat(github.requests).hasSize(3);
  }

  @Test
  void thePollsOfOneCallerAnswerNoOther() throws Exception {
    poll(EVENTS, "60");
    get(usual, EVENTS, BOB);
    assertThat(github.requests).hasSize(2);
  }

  @Test
  void notificationsThatWereReadThroughTheGatewayAreGoneAtOnce() throws Exception {
    poll("/notifications", "60");
    time.advance(Duration.ofSeconds(1));
    for (String read :
        new String[] {"/notifications/threads/7", REPO + "/notifications", "/notifications"}) {
      assertThat(usual.immediate(request("GET", "/notifications", ALICE))).isNotNull();
      write(usual, read);
      assertThat(usual.immediate(request("GET", "/notifications", ALICE))).isNull();
      time.advance(Duration.ofSeconds(1));
      get(usual, "/notifications", ALICE);
      time.advance(Duration.ofSeconds(1));
    }
  }

  @Test
  void whatIsMissingIsAskedForEverMoreSeldom() throws Exception {
    for (int seconds = 0; seconds < 3_600; seconds++) {
      ApiAnswer answer = get(wished, MISSING, ALICE);
      assertThat(answer.status()).isEqualTo(404);
      if (answer.outcome() == CacheOutcome.ONLINE_HIT) {
        assertThat(answer.cacheStatus()).isEqualTo("hit; detail=negative-ttl");
        assertThat(answer.age()).isLessThan(Duration.ofMinutes(5));
      }
      time.advance(Duration.ofSeconds(1));
    }
    // At 0, 5, 15, 35, 75, 155 and 315 seconds, then every five minutes.
    assertThat(github.requests).hasSize(7 + 10);
    assertThat(ledger.spent).isEqualTo(17);
  }

  @Test
  void aMissingResourceThatAppearedBeginsAnew() throws Exception {
    miss(MISSING, 4);
    github.put(MISSING, "{\"id\":1}");
    time.advance(Duration.ofMinutes(5));
    assertThat(get(wished, MISSING, ALICE).status()).isEqualTo(200);
    github.thenAnswers(404, Headers.NONE, "{}");
    assertThat(get(wished, MISSING, ALICE).status()).isEqualTo(404);

    time.advance(Duration.ofSeconds(4));
    assertThat(wished.immediate(request("GET", MISSING, ALICE))).isNotNull();
    time.advance(Duration.ofSeconds(1));
    assertThat(wished.immediate(request("GET", MISSING, ALICE))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {REPO + "/releases", "/repos/Acme/other/forks", "/orgs/acme/repos", "/user/repos"})
  void aWriteNearbyEndsTheWait(String written) throws Exception {
    miss(MISSING, 4);
    time.advance(Duration.ofSeconds(1));
    assertThat(wished.immediate(request("GET", MISSING, ALICE))).isNotNull();
    write(wished, written);

    int asked = github.count(MISSING);
    time.advance(Duration.ofSeconds(1));
    get(wished, MISSING, ALICE);
    assertThat(github.count(MISSING)).isEqualTo(asked + 1);
    time.advance(Duration.ofSeconds(5));
    assertThat(wished.immediate(request("GET", MISSING, ALICE))).isNull();
  }

  @Test
  void aWriteElsewhereDoesNot() throws Exception {
    miss(MISSING, 1);
    time.advance(Duration.ofSeconds(1));
    write(wished, "/repos/other/widgets/releases");
    assertThat(wished.immediate(request("GET", MISSING, ALICE))).isNotNull();
  }

  @Test
  void whatOneCallerMissesIsAskedForByAnother() throws Exception {
    miss(MISSING, 1);
    github.put(MISSING, BOB, "{\"id\":1}");
    assertThat(get(wished, MISSING, BOB).status()).isEqualTo(200);
    assertThat(wished.immediate(request("GET", MISSING + "?x=1", ALICE))).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 410, 451})
  void otherRefusalsDoNotStandIn(int status) throws Exception {
    for (int i = 0; i < 3; i++) {
      github.thenAnswers(status, Headers.NONE, "{}");
      assertThat(get(wished, MISSING, ALICE).status()).isEqualTo(status);
    }
    assertThat(github.requests).hasSize(3);
  }

  @Test
  void theCountOfWhatIsMissingIsBounded() throws Exception {
    miss(MISSING, 3);
    for (int i = 0; i < 4_096; i++) {
      get(wished, REPO + "/issues/" + i, ALICE);
    }
    assertThat(wished.immediate(request("GET", MISSING, ALICE))).isNull();
  }

  @Test
  void anOutageIsNotMultipliedByRetries() throws Exception {
    int calls = 1_000;
    for (int i = 0; i < 2 * calls; i++) {
      github.thenAnswers(502, Headers.NONE, "");
    }
    ManualTime still = new ManualTime(START);
    Gateway outage =
        new Gateway(
            github,
            new Parts.Cache(),
            Admissions.withoutSecondary(ledger, still),
            ledger,
            new Parts.Breaker(),
            new Parts.Audit(),
            Telemetry.SILENT,
            GatewayPolicy.DEFAULTS,
            still,
            (pause, cancellation) -> assertThat(pause).isPositive(),
            () -> 0.5);
    for (int i = 0; i < calls; i++) {
      assertThat(get(outage, REPO + "/issues/" + i, ALICE).status()).isEqualTo(502);
    }
    assertThat(github.requests).hasSizeBetween(calls + 200, calls + 220);
  }

  private void poll(String feed, String interval) throws InterruptedException {
    github.extra(Headers.of("X-Poll-Interval", interval));
    github.put(feed, "[{\"id\":1}]");
    assertThat(get(usual, feed, ALICE).status()).isEqualTo(200);
  }

  /** GitHub says so many times in a row that it is not there. */
  private void miss(String target, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      time.advance(Duration.ofMinutes(5));
      assertThat(get(wished, target, ALICE).outcome()).isEqualTo(CacheOutcome.ONLINE_MISS);
    }
  }

  private void write(Gateway gateway, String target) throws InterruptedException {
    github.thenAnswers(201, Headers.NONE, "{}");
    gateway.answer(request("POST", target, ALICE));
  }

  private ApiAnswer get(Gateway gateway, String target, String authorization)
      throws InterruptedException {
    return gateway.answer(request("GET", target, authorization));
  }

  private ApiRequest request(String method, String target, String authorization, String... fields) {
    return new ApiRequest(
        "test",
        method,
        Target.parse(target),
        Headers.of(fields).with("Authorization", authorization),
        null,
        Caller.unnamed(Credential.of(authorization)),
        "tester",
        Priority.NORMAL,
        time.instant().plusSeconds(30),
        Duration.ofSeconds(30),
        new Cancellation());
  }
}
