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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatewayTest {
  private static final String REPO = "/repos/acme/widgets";
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final String ALICE = "Bearer ghp_alice";
  private static final String ALICES_NEXT = "Bearer ghp_alice_rotated";
  private static final String BOB = "Bearer ghp_bob";

  private final ScriptedGitHub github = new ScriptedGitHub();
  private final Parts.Ledger ledger = new Parts.Ledger();
  private final Parts.Breaker breaker = new Parts.Breaker();
  private final Parts.Audit audit = new Parts.Audit();
  private final ManualTime time = new ManualTime(START);
  private final Parts.Spending spending = new Parts.Spending();
  private Gateway gateway = gateway(Freshness.REVALIDATE);

  private Gateway gateway(Freshness freshness) {
    GatewayPolicy policy =
        new GatewayPolicy(
            "https://api.github.com",
            new CachePolicy(1024, Duration.ofHours(24), freshness),
            RetryPolicy.DEFAULTS,
            Duration.ofSeconds(5));
    return new Gateway(
        github,
        new Parts.Cache(),
        Admissions.over(ledger, time),
        ledger,
        breaker,
        audit,
        spending,
        policy,
        time,
        (pause, cancellation) -> time.advance(pause),
        () -> 0.5);
  }

  @Test
  void tellsWhoSpendsAndNothingOfWhatIsFree() throws Exception {
    github.put(REPO, "{\"id\":1}");

    get(REPO, ALICE);
    get(REPO, ALICE);

    assertThat(spending.told).containsExactly("core tester /repos/{owner}/{repo} 1");
  }

  @Test
  void aCallThatMayHaveReachedGitHubIsSpendingAndOneThatDidNotIsNone() throws Exception {
    github.thenFails(FailureKind.UNREACHABLE, false);
    github.thenFails(FailureKind.TIMEOUT, true);

    get("/user", BOB);

    assertThat(spending.told).containsExactly("core tester /user 1", "core tester /user 1");
  }

  @Test
  void asksGitHubOnceAndThenWithTheTagItGave() throws Exception {
    github.put(REPO, "{\"id\":1}");

    ApiAnswer first = get(REPO, ALICE);
    ApiAnswer second = get(REPO, ALICE);

    assertThat(first.outcome()).isEqualTo(CacheOutcome.ONLINE_MISS);
    assertThat(first.cacheStatus()).isEqualTo("fwd=uri-miss; fwd-status=200; stored");
    assertThat(second.outcome()).isEqualTo(CacheOutcome.ONLINE_HIT);
    assertThat(second.cacheStatus()).isEqualTo("fwd=stale; fwd-status=304");
    assertThat(second.status()).isEqualTo(200);
    assertThat(text(second)).isEqualTo("{\"id\":1}");
    assertThat(ledger.spent).isEqualTo(1);
    assertThat(ledger.reserved(time.instant())).isZero();
  }

  @Test
  void holdsPointsLongerThanTheRequestMayLast() throws Exception {
    github.put(REPO, "{\"id\":1}");
    ApiRequest request = request("GET", REPO, ALICE);
    answer(request);
    assertThat(ledger.demands).hasSize(1);
    assertThat(ledger.demands.get(0).hold()).isGreaterThan(request.left(START));
  }

  @Test
  void anAnonymous304CostsQuota() throws Exception {
    github.put(REPO, "{\"id\":1}");

    get(REPO, null);
    assertThat(get(REPO, null).outcome()).isEqualTo(CacheOutcome.ONLINE_HIT);

    assertThat(ledger.spent).isEqualTo(2);
  }

  @Test
  void aRotatedTokenCostsNoQuota() throws Exception {
    github.put(REPO, "{\"id\":1}");
    get(REPO, ALICE);

    ApiAnswer rotated = get(REPO, ALICES_NEXT);

    assertThat(rotated.outcome()).isEqualTo(CacheOutcome.ONLINE_HIT);
    assertThat(text(rotated)).isEqualTo("{\"id\":1}");
    assertThat(ledger.spent).isEqualTo(1);
  }

  @Test
  void aBodyThatOneCallerLearntSavesTheOthersAPlainReadAfterAChange() throws Exception {
    github.put(REPO, "{\"id\":1}");
    get(REPO, ALICE);
    get(REPO, BOB);
    github.put(REPO, "{\"id\":2}");
    time.advance(Duration.ofSeconds(1));

    get(REPO, ALICE);
    ApiAnswer bobs = get(REPO, BOB);

    assertThat(text(bobs)).isEqualTo("{\"id\":2}");
    assertThat(ledger.spent).isEqualTo(2);
  }

  @Test
  void nothingThatSpeaksOfOneCallerReachesAnother() throws Exception {
    github.put(REPO, "{\"id\":1}");
    get(REPO, ALICE);

    ApiAnswer bobs = get(REPO, BOB);

    assertThat(bobs.headers().all("X-OAuth-Scopes")).containsExactly("scopes of " + BOB);
  }

  @Test
  void callersWithDifferentRightsSeeTheirOwnBodies() throws Exception {
    github.put(REPO, ALICE, "{\"permissions\":\"admin\"}");
    github.put(REPO, BOB, "{\"permissions\":\"read\"}");

    for (int i = 0; i < 3; i++) {
      assertThat(text(get(REPO, ALICE))).contains("admin");
      assertThat(text(get(REPO, BOB))).contains("read");
    }

    assertThat(ledger.spent).isEqualTo(2);
  }

  @Test
  void aStaleCopyNeverCrossesIdentities() throws Exception {
    github.put(REPO, "{\"id\":1}");
    get(REPO, ALICE);
    breaker.state = BreakerStatus.State.OPEN;

    ApiAnswer alices = get(REPO, ALICE);
    ApiAnswer bobs = get(REPO, BOB);

    assertThat(alices.outcome()).isEqualTo(CacheOutcome.OFFLINE_HIT);
    assertThat(text(alices)).isEqualTo("{\"id\":1}");
    assertThat(bobs.outcome()).isEqualTo(CacheOutcome.OFFLINE_MISS);
    assertThat(bobs.status()).isEqualTo(503);
    assertThat(bobs.headers().contains("Retry-After")).isTrue();
  }

  @Test
  void opaqueTagsAreOnlySentToTheTokenTheyCameWith() throws Exception {
    github.opaqueTags();
    github.put(REPO, "{\"id\":1}");

    get(REPO, ALICE);
    assertThat(get(REPO, ALICE).outcome()).isEqualTo(CacheOutcome.ONLINE_HIT);
    ApiAnswer bobs = get(REPO, BOB);

    assertThat(bobs.outcome()).isEqualTo(CacheOutcome.ONLINE_MISS);
    assertThat(github.last().headers().contains("If-None-Match")).isFalse();
  }

  @Test
  void a304ThatNamesNoneOfSeveralCandidatesIsReadPlainly() throws Exception {
    github.put(REPO, ALICE, "{\"permissions\":\"admin\"}");
    github.put(REPO, BOB, "{\"permissions\":\"read\"}");
    get(REPO, ALICE);
    get(REPO, BOB);
    github.put(REPO, "Bearer ghp_carol", "{\"permissions\":\"read\"}");
    github.then(request ->
        ((Upstream.Responded) github.usual(request)).status() == 304
            ? withoutTag((Upstream.Responded) github.usual(request))
            : github.usual(request));

    ApiAnswer carols = get(REPO, "Bearer ghp_carol");

    assertThat(text(carols)).isEqualTo("{\"permissions\":\"read\"}");
    assertThat(github.last().headers().contains("If-None-Match")).isFalse();
  }

  @Test
  void anEmptyListIsReadForNothing() throws Exception {
    github.put(REPO + "/issues", "[]");

    ApiAnswer answer = get(REPO + "/issues", ALICE);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(text(answer)).isEqualTo("[]");
    assertThat(ledger.spent).isZero();
  }

  @Test
  void aFullLastPageLearnsOfTheNextOneWithoutQuota() throws Exception {
    String page = REPO + "/issues?per_page=3";
    String behind = REPO + "/issues?per_page=3&page=2";
    github.put(page, "[{\"id\":1},{\"id\":2},{\"id\":3}]");
    github.put(behind, "[]");

    get(page, ALICE);
    assertThat(get(page, ALICE).headers().contains("Link")).isFalse();
    assertThat(ledger.spent).isEqualTo(1);

    github.put(behind, "[{\"id\":4}]");
    ApiAnswer repaired = get(page, ALICE);

    assertThat(repaired.headers().value("Link"))
        .isEqualTo("<https://api.github.com" + behind + ">; rel=\"next\"");
    assertThat(ledger.spent).isEqualTo(2);
    assertThat(text(get(behind, ALICE))).contains("4");
    assertThat(ledger.spent).isEqualTo(2);
  }

  @Test
  void aClientsOwnValidatorGetsIts304() throws Exception {
    github.put(REPO, "{\"id\":1}");
    ApiAnswer first = get(REPO, ALICE);
    String tag = String.valueOf(first.headers().value("ETag"));

    ApiAnswer held = answer(request("GET", REPO, ALICE, "If-None-Match", tag));
    ApiAnswer weakly = answer(request("GET", REPO, ALICE, "If-None-Match", "\"x\", W/" + tag));
    ApiAnswer other = answer(request("GET", REPO, ALICE, "If-None-Match", "\"other\""));

    assertThat(held.status()).isEqualTo(304);
    assertThat(text(held)).isEmpty();
    assertThat(weakly.status()).isEqualTo(304);
    assertThat(other.status()).isEqualTo(200);
    assertThat(text(other)).isEqualTo("{\"id\":1}");
  }

  @Test
  void aClientsValidatorOnAColdEntryIsPassedOnAndStoresNothing() throws Exception {
    github.put(REPO, "{\"id\":1}");
    String tag = String.valueOf(get(REPO, ALICE).headers().value("ETag"));
    gateway = gateway(Freshness.REVALIDATE);

    assertThat(answer(request("GET", REPO, ALICE, "If-None-Match", tag)).status()).isEqualTo(304);
    ApiAnswer plain = get(REPO, ALICE);

    assertThat(plain.status()).isEqualTo(200);
    assertThat(text(plain)).isEqualTo("{\"id\":1}");
  }

  @Test
  void aHeadIsAnsweredFromACachedGet() throws Exception {
    github.put(REPO, "{\"id\":1}");
    get(REPO, ALICE);

    ApiAnswer head = answer(request("HEAD", REPO, ALICE));

    assertThat(head.status()).isEqualTo(200);
    assertThat(text(head)).isEmpty();
    assertThat(head.outcome()).isEqualTo(CacheOutcome.ONLINE_HIT);
    assertThat(ledger.spent).isEqualTo(1);
  }

  @Test
  void aThousandColdReadsAreOneRequest() throws Exception {
    github.put(REPO, "{\"id\":1}");
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    github.then(request -> {
      asked.countDown();
      await(release);
      return github.usual(request);
    });
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<ApiAnswer> leader = threads.submit(() -> get(REPO, ALICE));
      await(asked);
      CountDownLatch ready = new CountDownLatch(1000);
      List<Future<ApiAnswer>> followers = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        followers.add(
            threads.submit(() -> {
              ready.countDown();
              return get(REPO, ALICE);
            }));
      }
      await(ready);
      release.countDown();

      assertThat(text(leader.get())).isEqualTo("{\"id\":1}");
      for (Future<ApiAnswer> follower : followers) {
        assertThat(text(follower.get())).isEqualTo("{\"id\":1}");
      }
      assertThat(ledger.spent).isEqualTo(1);
    } finally {
      release.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void callersOfAColdResourceWaitForTheFirstAndThenPayNothing() throws Exception {
    github.put(REPO, "{\"id\":1}");
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    github.then(request -> {
      asked.countDown();
      await(release);
      return github.usual(request);
    });
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<ApiAnswer> first = threads.submit(() -> get(REPO, ALICE));
      await(asked);
      List<Callable<ApiAnswer>> others =
          IntStream.range(0, 20)
              .<Callable<ApiAnswer>>mapToObj(i -> () -> get(REPO, "Bearer ghp_" + i))
              .collect(Collectors.toList());
      List<Future<ApiAnswer>> answers =
          others.stream().map(threads::submit).collect(Collectors.toList());
      release.countDown();
      first.get();
      for (Future<ApiAnswer> answer : answers) {
        assertThat(text(answer.get())).isEqualTo("{\"id\":1}");
      }
      assertThat(ledger.spent).isEqualTo(1);
    } finally {
      release.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void aServerErrorIsRetriedAndThenAnsweredByTheCopy() throws Exception {
    github.put(REPO, "{\"id\":1}");
    get(REPO, ALICE);
    github.thenAnswers(502, Headers.NONE, "");
    github.thenAnswers(502, Headers.NONE, "");

    ApiAnswer stale = get(REPO, ALICE);

    assertThat(stale.outcome()).isEqualTo(CacheOutcome.API_ERROR_HIT);
    assertThat(text(stale)).isEqualTo("{\"id\":1}");
    assertThat(stale.age()).isNotNull();
  }

  @Test
  void aTransientServerErrorIsNotSeen() throws Exception {
    github.put(REPO, "{\"id\":1}");
    github.thenAnswers(502, Headers.NONE, "");
    github.thenFails(FailureKind.BROKEN, true);

    ApiAnswer answer = get(REPO, ALICE);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(github.requests).hasSize(3);
  }

  @Test
  void withoutACopyAFailingGitHubIs502WithRetryAfter() throws Exception {
    for (int i = 0; i < 4; i++) {
      github.thenAnswers(500, Headers.NONE, "");
    }

    ApiAnswer answer = get(REPO, ALICE);

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.headers().contains("Retry-After")).isTrue();
    assertThat(text(answer)).contains("\"message\"");
  }

  @Test
  void aTimeoutIsAnsweredByTheCopyOr504() throws Exception {
    github.put(REPO, "{\"id\":1}");
    get(REPO, ALICE);
    github.thenFails(FailureKind.TIMEOUT, true);
    assertThat(get(REPO, ALICE).outcome()).isEqualTo(CacheOutcome.API_TIMEOUT_HIT);

    for (int i = 0; i < 3; i++) {
      github.then(request -> {
        time.advance(request.patience());
        return new Upstream.Failed(FailureKind.TIMEOUT, true, "scripted");
      });
    }
    assertThat(get(REPO, BOB).status()).isEqualTo(504);
    assertThat(github.requests).hasSize(5);
  }

  @Test
  void aLinkToAnotherHostIsPassedOnAndNeverFollowed() throws Exception {
    String list = "/repos/o/r/issues?per_page=1";
    String link = "<https://elsewhere.example/repos/o/r/issues?page=2>; rel=\"next\"";
    github.extra(Headers.of("Link", link));
    github.put(list, "[{\"id\":1}]");

    get(list, ALICE);
    ApiAnswer again = get(list, ALICE);

    assertThat(again.headers().value("Link")).isEqualTo(link);
    assertThat(github.requests)
        .allSatisfy(sent -> assertThat(sent.target().toString()).startsWith("/repos/o/r/issues?"))
        .noneSatisfy(sent -> assertThat(sent.target().toString()).contains("elsewhere"));
  }

  @Test
  void aReadThatGitHubLeavesUnansweredIsAskedAgainInTheRestOfItsTime() throws Exception {
    github.put(REPO, "{\"id\":1}");
    Instant start = time.instant();
    github.then(request -> {
      time.advance(request.patience());
      return new Upstream.Failed(FailureKind.TIMEOUT, true, "scripted");
    });

    assertThat(get(REPO, ALICE).status()).isEqualTo(200);

    assertThat(github.requests).hasSize(2);
    assertThat(Duration.between(start, time.instant()))
        .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(16));
  }

  @Test
  void aCopyAtHandShortensThePatienceWithGitHub() throws Exception {
    github.put(REPO, "{\"id\":1}");
    get(REPO, ALICE);
    assertThat(github.last().patience()).isEqualTo(Duration.ofSeconds(15));

    get(REPO, ALICE);
    assertThat(github.last().patience()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aBodyThatBreaksOffIsNotKept() throws Exception {
    for (int i = 0; i < 4; i++) {
      github.thenBreaksOff(200);
    }
    assertThat(get(REPO, ALICE).status()).isEqualTo(502);
    github.put(REPO, "{\"id\":1}");

    ApiAnswer whole = get(REPO, ALICE);

    assertThat(text(whole)).isEqualTo("{\"id\":1}");
    assertThat(github.last().headers().contains("If-None-Match")).isFalse();
  }

  @Test
  void gitHubsOwnWishToBeLeftAloneGoesToTheBreakerAsItIs() throws Exception {
    github.thenAnswers(503, Headers.of("Retry-After", "90"), "{}");
    get(REPO, ALICE);
    assertThat(breaker.leftAlone).isEqualTo(Duration.ofSeconds(90));
    assertThat(breaker.ended).isEqualTo(breaker.permitted);
  }

  @Test
  void aLimitOfOnePrincipalSaysNothingAgainstGitHub() throws Exception {
    github.thenAnswers(429, Headers.of("Retry-After", "90"), "{}");
    get(REPO, ALICE);
    assertThat(breaker.leftAlone).isEqualTo(Duration.ZERO);
    assertThat(breaker.failures).isZero();
  }

  @Test
  void aSecondaryLimitSilencesThePrincipalAtOnce() throws Exception {
    github.put(REPO, "{\"id\":1}");
    get(REPO, ALICE);
    github.thenAnswers(
        403,
        Headers.of("Retry-After", "60", "Content-Type", "application/json"),
        "{\"message\":\"You have exceeded a secondary rate limit.\"}");

    ApiAnswer limited = get(REPO, ALICE);
    int asked = github.requests.size();
    ApiAnswer after = get(REPO, ALICE);
    ApiAnswer unknown = get("/user", ALICE);

    assertThat(limited.outcome()).isEqualTo(CacheOutcome.RATE_LIMITED_HIT);
    assertThat(after.outcome()).isEqualTo(CacheOutcome.RATE_LIMITED_HIT);
    assertThat(unknown.status()).isEqualTo(403);
    assertThat(unknown.headers().value("Retry-After")).isEqualTo("60");
    assertThat(github.requests).hasSize(asked);
  }

  @Test
  void aSpentQuotaIsRefusedInGitHubsFormWithoutAskingIt() throws Exception {
    Instant reset = START.plusSeconds(600);
    github.thenAnswers(
        403,
        Headers.of(
            "X-RateLimit-Limit", "5000",
            "X-RateLimit-Remaining", "0",
            "X-RateLimit-Reset", Long.toString(reset.getEpochSecond())),
        "{\"message\":\"API rate limit exceeded for user ID 1.\"}");
    get(REPO, ALICE);
    int asked = github.requests.size();

    ApiAnswer refused = get("/user", ALICE);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.headers().value("x-ratelimit-remaining")).isEqualTo("0");
    assertThat(refused.headers().value("x-ratelimit-reset"))
        .isEqualTo(Long.toString(reset.plusSeconds(1).getEpochSecond()));
    assertThat(refused.outcome()).isEqualTo(CacheOutcome.RATE_LIMITED_MISS);
    assertThat(github.requests).hasSize(asked);
  }

  @Test
  void aShortWaitForQuotaIsWaited() throws Exception {
    github.put(REPO, "{\"id\":1}");
    github.thenAnswers(
        429, Headers.of("Retry-After", "3"), "{\"message\":\"secondary rate limit\"}");

    ApiAnswer answer = get(REPO, ALICE);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(time.instant()).isAfterOrEqualTo(START.plusSeconds(3));
  }

  @Test
  void aPostIsRepeatedOnlyWhereItCannotHaveArrived() throws Exception {
    github.put(REPO + "/issues", "{\"number\":1}");
    github.thenFails(FailureKind.BROKEN, true);
    assertThat(post(REPO + "/issues").status()).isEqualTo(502);
    assertThat(github.requests).hasSize(1);

    github.thenFails(FailureKind.UNREACHABLE, false);
    assertThat(post(REPO + "/issues").status()).isEqualTo(200);
    assertThat(github.requests).hasSize(3);
    assertThat(audit.events).hasSize(2);
  }

  @Test
  void gitHubsOwnAnswerToAFailedWriteIsPassedOn() throws Exception {
    github.thenAnswers(500, Headers.of("Content-Type", "application/json"), "{\"message\":\"x\"}");

    ApiAnswer answer = post(REPO + "/issues");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(text(answer)).isEqualTo("{\"message\":\"x\"}");
  }

  @Test
  void aFreshCopyNeedsNobodyUntilSomethingIsWritten() throws Exception {
    gateway = gateway(Freshness.MAX_AGE);
    github.put(REPO, "{\"id\":1}");
    get(REPO, ALICE);

    @Nullable ApiAnswer fresh = gateway.immediate(request("GET", REPO, ALICE));
    assertThat(fresh).isNotNull();
    assertThat(github.requests).hasSize(1);

    github.put(REPO + "/issues", "{\"number\":1}");
    time.advance(Duration.ofSeconds(1));
    post(REPO + "/issues");
    assertThat(gateway.immediate(request("GET", REPO, ALICE))).isNull();

    time.advance(Duration.ofSeconds(1));
    get(REPO, ALICE);
    assertThat(gateway.immediate(request("GET", REPO, ALICE))).isNotNull();
    time.advance(Duration.ofSeconds(60));
    assertThat(gateway.immediate(request("GET", REPO, ALICE))).isNull();
  }

  @Test
  void aRevokedTokenLosesItsCopy() throws Exception {
    github.put(REPO, "{\"id\":1}");
    get(REPO, ALICE);
    github.thenAnswers(401, Headers.NONE, "{\"message\":\"Bad credentials\"}");
    assertThat(get(REPO, ALICE).status()).isEqualTo(401);
    breaker.state = BreakerStatus.State.OPEN;

    assertThat(get(REPO, ALICE).outcome()).isEqualTo(CacheOutcome.OFFLINE_MISS);
  }

  @Test
  void largeBodiesPassThroughAndAreNotKept() throws Exception {
    github.put(REPO, "x".repeat(2000));

    ApiAnswer answer = get(REPO, ALICE);

    assertThat(answer.content()).isInstanceOf(Content.Streamed.class);
    assertThat(text(answer)).hasSize(2000);
    assertThat(get(REPO, ALICE).outcome()).isEqualTo(CacheOutcome.ONLINE_MISS);
  }

  @Test
  void everyPermissionIsAccountedFor() throws Exception {
    github.put(REPO, "{\"id\":1}");
    get(REPO, ALICE);
    github.thenFails(FailureKind.LOCAL, false);
    get(REPO, ALICE);
    github.thenBreaksOff(200);
    get(REPO, ALICE);
    github.thenAnswers(503, Headers.NONE, "");
    get(REPO, BOB);
    post(REPO + "/issues");

    assertThat(breaker.ended).isEqualTo(breaker.permitted);
    assertThat(ledger.reserved(time.instant())).isZero();
  }

  private ApiAnswer get(String target, @Nullable String authorization) throws InterruptedException {
    return answer(request("GET", target, authorization));
  }

  private ApiAnswer post(String target) throws InterruptedException {
    ApiRequest request = request("POST", target, ALICE);
    return answer(
        new ApiRequest(
            request.id(),
            "POST",
            request.target(),
            request.headers(),
            new OneBody(),
            request.caller(),
            request.client(),
            request.priority(),
            request.deadline(),
            request.quotaWait(),
            request.cancellation()));
  }

  private ApiAnswer answer(ApiRequest request) throws InterruptedException {
    return gateway.answer(request);
  }

  private ApiRequest request(
      String method, String target, @Nullable String authorization, String... fields) {
    Headers headers = Headers.of(fields);
    if (authorization != null) {
      headers = headers.with("Authorization", authorization);
    }
    return new ApiRequest(
        "test",
        method,
        Target.parse(target),
        headers,
        null,
        Caller.unnamed(Credential.of(authorization)),
        "tester",
        Priority.NORMAL,
        time.instant().plusSeconds(30),
        Duration.ofSeconds(30),
        new Cancellation());
  }

  private static Upstream.Result withoutTag(Upstream.Responded responded) {
    return new Upstream.Responded(
        responded.status(),
        responded.headers().without("ETag"),
        responded.body(),
        responded.length());
  }

  private static String text(ApiAnswer answer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (answer.content() instanceof Content.Whole whole) {
      out.writeBytes(whole.body().bytes());
    } else if (answer.content() instanceof Content.Streamed streamed) {
      streamed.bytes().transferTo(out);
      streamed.bytes().close();
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

  private static final class OneBody implements RequestBody {
    private boolean consumed;

    @Override
    public long length() {
      return 2;
    }

    @Override
    public byte @Nullable [] bytes(int max, Duration patience) {
      return null;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      consumed = true;
      out.write(new byte[] {'{', '}'});
    }

    @Override
    public boolean consumed() {
      return consumed;
    }
  }
}
