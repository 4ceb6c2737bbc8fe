package dev.headgate.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.admission.Admissions;
import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.cache.CachePolicy;
import dev.headgate.core.cache.Freshness;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Credential;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.telemetry.Telemetry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GraphqlGatewayTest {
  private static final String ALICE = "Bearer ghp_alice";
  private static final String BOB = "Bearer ghp_bob";
  private static final String VIEWER = "{\"query\":\"{viewer{login}}\"}";
  private static final String MUTATION = "{\"query\":\"mutation{addStar(input:{a:1}){id}}\"}";

  /** 1 + 100 + 100 * 100 requests: 101 points. */
  private static final String DEAR = "{\"query\":\"{a(first:100){b(first:100){c(first:1){id}}}}\"}";

  private final ScriptedGitHub github = new ScriptedGitHub();
  private final Parts.Ledger ledger = new Parts.Ledger();
  private final Parts.Breaker breaker = new Parts.Breaker();
  private final Parts.Audit audit = new Parts.Audit();
  private final ManualTime time = new ManualTime(Instant.parse("2026-03-01T12:00:00Z"));
  private Gateway gateway = gateway(Duration.ZERO);

  GraphqlGatewayTest() {
    github.put("/graphql", "{\"data\":{\"viewer\":{\"login\":\"octocat\"}}}");
    github.put("/repos/o/r/issues", "{\"id\":1}");
  }

  private Gateway gateway(Duration ttl) {
    return gateway(GatewayPolicy.DEFAULTS.withGraphqlTtl(ttl));
  }

  private Gateway gateway(GatewayPolicy policy) {
    return new Gateway(
        github,
        new Parts.Cache(),
        Admissions.over(ledger, time),
        ledger,
        breaker,
        audit,
        Telemetry.SILENT,
        policy,
        time,
        (pause, cancellation) -> time.advance(pause),
        () -> 0.5);
  }

  @Test
  void holdsBackWhatAQueryWillCost() throws Exception {
    call(ALICE, DEAR);
    call(ALICE, VIEWER);
    call(ALICE, MUTATION);
    time.advance(Duration.ofSeconds(2));
    call(ALICE, "no call");

    assertThat(ledger.demands).extracting("points").containsExactly(101L, 1L, 1L, 1L);
    assertThat(ledger.reserved(time.instant())).isZero();
  }

  @Test
  void writesKeepTheirDistanceAndQueriesNot() throws Exception {
    Instant start = time.instant();
    github.thenAnswers(200, figures(4_999), "{\"data\":{}}");
    call(ALICE, MUTATION);
    github.thenAnswers(200, figures(4_998), "{\"data\":{}}");
    call(ALICE, VIEWER);
    assertThat(time.instant()).isEqualTo(start);
    call(ALICE, MUTATION);
    assertThat(Duration.between(start, time.instant()))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void whatMutationsCreateCountsTowardsGitHubsLimitsOfContentAndOtherMutationsDoNot()
      throws Exception {
    Instant start = time.instant();
    long remaining = 4_999;
    List<Instant> created = new ArrayList<>();
    for (int i = 0; i < 180; i++) {
      remaining--;
      github.thenAnswers(200, figures(remaining), "{\"data\":{}}");
      String comment = "mutation{addComment(input:{a:%d}){id}}".formatted(i);
      call(ALICE, "{\"query\":\"%s\"}".formatted(comment));
      created.add(time.instant());
      github.thenAnswers(200, figures(remaining), "{\"data\":{}}");
      call(ALICE, "{\"query\":\"mutation{updateIssue(input:{a:%d}){id}}\"}".formatted(i));
    }

    assertThat(github.requests).hasSize(360);
    Instant hundredth = created.get(99);
    assertThat(Duration.between(start, hundredth)).isLessThan(Duration.ofMinutes(5));
    assertThat(Duration.between(created.get(149), created.get(179)))
        .as("the last thirty at no more than 400 an hour")
        .isGreaterThan(Duration.ofMinutes(2));
  }

  @Test
  void sendsTheBodyByteForByte() throws Exception {
    String spaced = "{ \"query\" : \"{ viewer , { login } } # \\u00e9\" }\n";

    call(ALICE, spaced);
    call(ALICE, "{\"query\":");

    assertThat(github.requests)
        .extracting(GraphqlGatewayTest::body)
        .containsExactly(spaced, "{\"query\":");
  }

  @Test
  void dearQueriesTogetherCannotSpendMoreThanIsLeft() throws Exception {
    github.thenAnswers(200, figures(210), "{\"data\":{}}");
    call(ALICE, VIEWER);
    CountDownLatch asked = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      github.then(request -> {
        asked.countDown();
        await(release);
        return github.usual(request);
      });
    }
    FutureTask<ApiAnswer> first = started(() -> call(ALICE, DEAR));
    FutureTask<ApiAnswer> second = started(() -> call(ALICE, DEAR.replace("id", "name")));
    await(asked);

    ApiAnswer third = call(ALICE, DEAR.replace("id", "title"));
    ApiAnswer cheap = call(ALICE, VIEWER);
    release.countDown();

    assertThat(third.status()).isEqualTo(403);
    assertThat(third.outcome()).isEqualTo(CacheOutcome.RATE_LIMITED_MISS);
    assertThat(cheap.status()).isEqualTo(200);
    assertThat(first.get().status()).isEqualTo(200);
    assertThat(second.get().status()).isEqualTo(200);
    assertThat(github.requests).hasSize(4);
  }

  @Test
  void settlesByWhatTheAnswerSaysItCost() throws Exception {
    String asking = DEAR.replace("{a", "{r:rateLimit{cost} a");
    github.thenAnswers(
        200, Headers.of("Content-Type", "application/json"), "{\"data\":{\"r\":{\"cost\":7}}}");
    call(ALICE, asking);
    assertThat(ledger.spent).isEqualTo(7);

    github.thenAnswers(200, Headers.NONE, "{\"data\":{\"r\":null}}");
    call(ALICE, asking);
    assertThat(ledger.spent).isEqualTo(7 + 101);
  }

  @Test
  void settlesByTheFieldsOfTheAnswer() throws Exception {
    github.thenAnswers(200, figures(4_000), "{\"data\":{}}");
    call(ALICE, VIEWER);
    github.thenAnswers(200, figures(3_960), "{\"data\":{}}");
    call(ALICE, DEAR);

    assertThat(account(ALICE).remaining()).isEqualTo(3_960);
    assertThat(account(ALICE).reserved()).isZero();
  }

  @Test
  void aCallTooDearForWhatIsLeftDoesNotStopCheaperOnes() throws Exception {
    github.thenAnswers(
        200, figures(30), "{\"errors\":[{\"type\":\"RATE_LIMITED\",\"message\":\"limit\"}]}");
    assertThat(call(ALICE, DEAR).outcome()).isEqualTo(CacheOutcome.RATE_LIMITED_MISS);

    assertThat(call(ALICE, VIEWER).status()).isEqualTo(200);
    assertThat(call(ALICE, DEAR).status()).isEqualTo(403);
    assertThat(github.requests).hasSize(2);
  }

  @Test
  void aLimitThatTheEstimateDoesNotExplainStopsAllCalls() throws Exception {
    github.thenAnswers(
        200,
        figures(30),
        "{\"errors\":[{\"type\":\"RATE_LIMIT\",\"code\":\"graphql_rate_limit\"}]}");
    call(ALICE, VIEWER);

    assertThat(call(ALICE, VIEWER).status()).isEqualTo(403);
    assertThat(github.requests).hasSize(1);
  }

  @Test
  void dataBesideNothingRemainingIsAnAnswer() throws Exception {
    github.thenAnswers(200, figures(0), "{\"data\":{\"viewer\":{\"login\":\"octocat\"}}}");

    ApiAnswer last = call(ALICE, VIEWER);

    assertThat(last.status()).isEqualTo(200);
    assertThat(last.outcome()).isEqualTo(CacheOutcome.ONLINE_MISS);
    assertThat(call(ALICE, VIEWER).status()).isEqualTo(403);
  }

  @Test
  void anUrgentCallDoesNotWaitForOneThatIsNot() throws Exception {
    ApiRequest low = request("POST", "/graphql", ALICE, VIEWER, Priority.LOW);
    Held held = new Held();
    FutureTask<ApiAnswer> slow = started(() -> gateway.answer(low));
    await(held.asked);
    assertThat(text(call(ALICE, VIEWER))).contains("octocat");
    held.release.countDown();
    slow.get();

    assertThat(github.requests).hasSize(2);
  }

  @Test
  void equalQueriesOfOneCallerInFlightAreSentOnce() throws Exception {
    Held held = new Held();
    List<Asking> all = new ArrayList<>();
    all.add(asking(ALICE, VIEWER));
    await(held.asked);
    for (int i = 0; i < 19; i++) {
      all.add(waiting(ALICE, "{\"query\":\"{ viewer { login } } # %d\"}".formatted(i)));
    }
    held.release.countDown();

    for (Asking each : all) {
      assertThat(text(each.answer.get())).contains("octocat");
    }
    assertThat(github.requests).hasSize(1);
    assertThat(all.get(5).answer.get().cacheStatus())
        .isEqualTo("fwd=method; fwd-status=200; collapsed");
    assertThat(ledger.spent).isEqualTo(1);
  }

  @Test
  void callsThatAskSomethingElseOrForSomebodyElseAreSentThemselves() throws Exception {
    Held held = new Held();
    Asking first = asking(ALICE, VIEWER);
    await(held.asked);
    call(BOB, VIEWER);
    call(ALICE, "{\"query\":\"{viewer{name}}\"}");
    call(ALICE, "{\"query\":\"{viewer{login}}\",\"variables\":{\"a\":1}}");
    call(ALICE, VIEWER, "X-Github-Next-Global-ID", "1");
    call(ALICE, VIEWER, "Cache-Control", "no-store");
    call(ALICE, MUTATION);
    call(ALICE, MUTATION);
    call(ALICE, "{\"query\":\"subscription{a}\"}");
    held.release.countDown();
    first.answer.get();

    assertThat(github.requests).hasSize(9);
  }

  @Test
  void equalMutationsAreEachSent() throws Exception {
    Held held = new Held();
    Asking first = asking(ALICE, MUTATION);
    await(held.asked);
    call(ALICE, MUTATION);
    held.release.countDown();
    first.answer.get();

    assertThat(github.requests).hasSize(2);
  }

  @Test
  void whoWroteMeanwhileDoesNotWaitForAnOlderAnswer() throws Exception {
    Held held = new Held();
    Asking first = asking(ALICE, VIEWER);
    await(held.asked);
    time.advance(Duration.ofSeconds(1));
    call(ALICE, MUTATION);
    github.put("/graphql", "{\"data\":{\"viewer\":{\"login\":\"renamed\"}}}");

    assertThat(text(call(ALICE, VIEWER))).contains("renamed");
    held.release.countDown();
    first.answer.get();
  }

  @Test
  void followersOfALeaderThatLeftAskThemselves() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    github.then(request -> {
      asked.countDown();
      await(release);
      return new Upstream.Failed(FailureKind.CANCELLED, true, "left");
    });
    Asking leader = asking(ALICE, VIEWER);
    await(asked);
    Asking follower = waiting(ALICE, VIEWER);
    release.countDown();

    assertThat(leader.answer.get().status()).isEqualTo(502);
    assertThat(text(follower.answer.get())).contains("octocat");
  }

  @Test
  void keepsNothingUnlessAsked() throws Exception {
    call(ALICE, VIEWER);
    assertThat(call(ALICE, VIEWER).outcome()).isEqualTo(CacheOutcome.ONLINE_MISS);
  }

  @Test
  void aKeptAnswerIsGivenAgainUntilItIsTooOld() throws Exception {
    gateway = gateway(Duration.ofSeconds(60));
    ApiAnswer first = call(ALICE, VIEWER);
    time.advance(Duration.ofSeconds(59));
    ApiAnswer second = call(ALICE, "{\"query\":\"{ viewer { login } }\"}");
    assertThat(github.requests).hasSize(1);
    time.advance(Duration.ofSeconds(1));
    ApiAnswer third = call(ALICE, VIEWER);

    assertThat(first.cacheStatus()).isEqualTo("fwd=uri-miss; fwd-status=200; stored");
    assertThat(first.age()).isNull();
    assertThat(second.outcome()).isEqualTo(CacheOutcome.ONLINE_HIT);
    assertThat(second.cacheStatus()).isEqualTo("hit; ttl=1");
    assertThat(second.age()).isEqualTo(Duration.ofSeconds(59));
    assertThat(text(second)).contains("octocat");
    assertThat(third.outcome()).isEqualTo(CacheOutcome.ONLINE_MISS);
    assertThat(third.cacheStatus()).isEqualTo("fwd=stale; fwd-status=200; stored");
    assertThat(ledger.spent).isEqualTo(2);
  }

  @Test
  void whoWantsNoCopyGetsNone() throws Exception {
    gateway = gateway(Duration.ofSeconds(60));
    call(ALICE, VIEWER);
    call(ALICE, VIEWER, "Cache-Control", "no-cache");
    call(ALICE, VIEWER, "Cache-Control", "no-store");
    assertThat(github.requests).hasSize(3);
  }

  @Test
  void aKeptAnswerNeverReachesAnotherCaller() throws Exception {
    gateway = gateway(Duration.ofSeconds(60));
    github.put("/graphql", ALICE, "{\"data\":{\"viewer\":{\"login\":\"alice\"}}}");
    github.put("/graphql", BOB, "{\"data\":{\"viewer\":{\"login\":\"bob\"}}}");
    for (int i = 0; i < 2; i++) {
      assertThat(text(call(ALICE, VIEWER))).contains("alice");
      assertThat(text(call(BOB, VIEWER))).contains("bob");
    }
    assertThat(github.requests).hasSize(2);
    breaker.state = BreakerStatus.State.OPEN;
    assertThat(call("Bearer ghp_carol", VIEWER).status()).isEqualTo(503);
  }

  @Test
  void keepsNeitherMutationsNorErrorsNorWhatIsNotWhole() throws Exception {
    gateway = gateway(Duration.ofSeconds(60));
    call(ALICE, MUTATION);
    call(ALICE, MUTATION);
    assertThat(github.requests).hasSize(2);
    time.advance(Duration.ofSeconds(1));
    for (String body :
        List.of(
            "{\"data\":{\"a\":1},\"errors\":[{}]}", "{\"data\":null}", "{\"data\":{", "<html>")) {
      github.thenAnswers(200, Headers.NONE, body);
      assertThat(call(ALICE, VIEWER).cacheStatus()).endsWith("fwd-status=200");
    }
    github.thenAnswers(401, Headers.NONE, "{\"data\":{\"a\":1}}");
    assertThat(call(ALICE, VIEWER).status()).isEqualTo(401);
    assertThat(call(ALICE, VIEWER).outcome()).isEqualTo(CacheOutcome.ONLINE_MISS);
    assertThat(call(ALICE, VIEWER).outcome()).isEqualTo(CacheOutcome.ONLINE_HIT);
  }

  @Test
  void aWriteOfTheCallerDropsHisAnswersAndNobodyElses() throws Exception {
    gateway = gateway(Duration.ofSeconds(60));
    for (String write : List.of(MUTATION, "unreadable")) {
      call(ALICE, VIEWER);
      call(BOB, VIEWER);
      call(ALICE, write);
      time.advance(Duration.ofSeconds(1));
      assertThat(call(ALICE, VIEWER).outcome()).as(write).isEqualTo(CacheOutcome.ONLINE_MISS);
      assertThat(call(BOB, VIEWER).outcome()).as(write).isEqualTo(CacheOutcome.ONLINE_HIT);
    }
    gateway.answer(request("POST", "/repos/o/r/issues", ALICE, "{}"));
    assertThat(call(ALICE, VIEWER).outcome()).isEqualTo(CacheOutcome.ONLINE_MISS);
  }

  @Test
  void aMutationMakesTheCallersOtherCopiesDoubtful() throws Exception {
    GatewayPolicy policy = GatewayPolicy.DEFAULTS;
    CachePolicy trusting = new CachePolicy(1024, Duration.ofHours(24), Freshness.MAX_AGE);
    gateway =
        gateway(new GatewayPolicy(policy.apiBase(), trusting, policy.retry(), policy.patience()));
    github.put("/repos/o/r", "{\"id\":1}");
    gateway.answer(request("GET", "/repos/o/r", ALICE, null));
    gateway.answer(request("GET", "/repos/o/r", BOB, null));
    time.advance(Duration.ofSeconds(1));
    call(ALICE, VIEWER);
    assertThat(gateway.immediate(request("GET", "/repos/o/r", ALICE, null))).isNotNull();

    call(ALICE, MUTATION);

    assertThat(gateway.immediate(request("GET", "/repos/o/r", ALICE, null))).isNull();
    assertThat(gateway.immediate(request("GET", "/repos/o/r", BOB, null))).isNotNull();
  }

  @Test
  void aMutationIsAuditedAndAQueryNot() throws Exception {
    call(ALICE, VIEWER);
    assertThat(audit.events).isEmpty();
    call(ALICE, MUTATION);
    assertThat(audit.events).extracting("action").containsExactly("github.write");
  }

  @Test
  void anOldAnswerStandsInWhileGitHubIsAway() throws Exception {
    gateway = gateway(Duration.ofSeconds(60));
    call(ALICE, VIEWER);
    time.advance(Duration.ofHours(1));
    github.thenAnswers(502, Headers.NONE, "<html>");
    assertThat(call(ALICE, VIEWER).outcome()).isEqualTo(CacheOutcome.API_ERROR_HIT);
    breaker.state = BreakerStatus.State.OPEN;
    ApiAnswer offline = call(ALICE, VIEWER);
    assertThat(offline.outcome()).isEqualTo(CacheOutcome.OFFLINE_HIT);
    assertThat(offline.age()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aServerErrorReachesTheClientAsGitHubSentIt() throws Exception {
    github.thenAnswers(502, Headers.of("Content-Type", "text/html"), "<html>Unicorn!");
    ApiAnswer answer = call(ALICE, VIEWER);
    assertThat(answer.status()).isEqualTo(502);
    assertThat(text(answer)).contains("Unicorn!");
    assertThat(github.requests).hasSize(1);
  }

  @Test
  void aBodyTooLongToReadPassesThrough() throws Exception {
    ApiRequest request = request("POST", "/graphql", ALICE, VIEWER);
    gateway.answer(request.with(new Text(VIEWER, true)));
    assertThat(body(github.last())).isEqualTo(VIEWER);
    assertThat(audit.events).hasSize(1);
  }

  @Test
  void aClientThatDoesNotSendItsBodyIsToldSo() throws Exception {
    ApiRequest request = request("POST", "/graphql", ALICE, VIEWER);
    ApiAnswer late = gateway.answer(request.with(new Broken(new InterruptedIOException("late"))));
    ApiAnswer broken = gateway.answer(request.with(new Broken(new IOException("gone"))));
    assertThat(late.status()).isEqualTo(504);
    assertThat(broken.status()).isEqualTo(502);
    assertThat(github.requests).isEmpty();
  }

  @Test
  void aReadOfTheSchemaIsOrdinary() throws Exception {
    github.put("/graphql", "{\"data\":{}}");
    gateway.answer(request("GET", "/graphql", ALICE, null));
    assertThat(gateway.answer(request("GET", "/graphql", ALICE, null)).outcome())
        .isEqualTo(CacheOutcome.ONLINE_HIT);
  }

  private ApiAnswer call(String authorization, String body, String... fields)
      throws InterruptedException {
    return gateway.answer(request("POST", "/graphql", authorization, body, fields));
  }

  private ApiRequest request(
      String method, String target, String authorization, @Nullable String body, String... fields) {
    // Urgent, so that only what is left counts, and not how it is spread over the window.
    return request(method, target, authorization, body, Priority.HIGH, fields);
  }

  private ApiRequest request(
      String method,
      String target,
      String authorization,
      @Nullable String body,
      Priority priority,
      String... fields) {
    return new ApiRequest(
        "test",
        method,
        Target.parse(target),
        Headers.of(fields).with("Authorization", authorization),
        body == null ? null : new Text(body, false),
        Caller.unnamed(Credential.of(authorization)),
        "tester",
        priority,
        time.instant().plusSeconds(30),
        Duration.ofSeconds(30),
        new Cancellation());
  }

  private QuotaAccount account(String authorization) {
    Caller caller = Caller.unnamed(Credential.of(authorization));
    return ledger.account(
        new QuotaKey(github.host(), caller.principal(), "graphql"), time.instant());
  }

  private Headers figures(long remaining) {
    return Headers.of(
        "Content-Type", "application/json",
        "X-RateLimit-Limit", "5000",
        "X-RateLimit-Remaining", Long.toString(remaining),
        "X-RateLimit-Reset", Long.toString(time.instant().plusSeconds(3000).getEpochSecond()),
        "X-RateLimit-Resource", "graphql");
  }

  private static FutureTask<ApiAnswer> started(Callable<ApiAnswer> work) {
    FutureTask<ApiAnswer> task = new FutureTask<>(work);
    new Thread(task).start();
    return task;
  }

  private Asking asking(String authorization, String body) {
    FutureTask<ApiAnswer> answer = new FutureTask<>(() -> call(authorization, body));
    Thread thread = new Thread(answer);
    thread.start();
    return new Asking(answer, thread);
  }

  /** Asks, and comes back when that waits for another. */
  private Asking waiting(String authorization, String body) {
    Asking asking = asking(authorization, body);
    while (asking.thread.getState() != Thread.State.TIMED_WAITING && asking.thread.isAlive()) {
      Thread.onSpinWait();
    }
    return asking;
  }

  private static String text(ApiAnswer answer) {
    return new String(Buffered.bytes(answer.content()), StandardCharsets.UTF_8);
  }

  private static String body(Upstream.Request request) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (request.body() != null) {
        request.body().writeTo(out);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** The next request, held until it is let go. */
  private final class Held {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    Held() {
      github.then(request -> {
        asked.countDown();
        await(release);
        return github.usual(request);
      });
    }
  }

  private record Asking(FutureTask<ApiAnswer> answer, Thread thread) {}

  private record Text(String text, boolean tooLong) implements RequestBody {
    @Override
    public long length() {
      return -1;
    }

    @Override
    public byte @Nullable [] bytes(int max, Duration patience) {
      return tooLong ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean consumed() {
      return false;
    }
  }

  private record Broken(IOException why) implements RequestBody {
    @Override
    public long length() {
      return 10;
    }

    @Override
    public byte[] bytes(int max, Duration patience) throws IOException {
      throw why;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      throw why;
    }

    @Override
    public boolean consumed() {
      return false;
    }
  }
}
