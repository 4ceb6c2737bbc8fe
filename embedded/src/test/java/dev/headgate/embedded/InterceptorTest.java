package dev.headgate.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.priority.Priority;
import dev.headgate.github.client.GatewayInterceptor;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.github.simulator.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a program's own OkHttp client gets of the gateway, by GitHub as it really behaves. */
@Timeout(60)
class InterceptorTest {
  private static final String ALICE = "ghp_alice";
  private static final String BOB = "ghp_bob";
  private static final String REPOSITORY = "/repos/octo/hello";
  private static final String PRIVATE = "/repos/acme/private-plans";
  private static final Duration LONG = Duration.ofSeconds(30);

  private final GitHubSimulator github = GitHubSimulator.start();
  private final Headgate headgate = Headgate.builder().apiUrl(github.url().toString()).build();
  private final OkHttpClient client =
      new OkHttpClient.Builder().addInterceptor(headgate.interceptor()).build();

  @BeforeEach
  void tokens() {
    github.mapToken(ALICE, "alice", "repo");
    github.mapToken(BOB, "bob", "repo");
    github.grant("acme/private-plans", "alice");
  }

  @AfterEach
  void close() {
    headgate.close();
    github.close();
  }

  @Test
  void unchangedReadsCostNoQuota() throws Exception {
    String first = body(get(REPOSITORY, ALICE));
    long spent = github.stats().totalSpent();

    for (int i = 0; i < 5; i++) {
      try (Response again = get(REPOSITORY, ALICE)) {
        assertThat(again.code()).isEqualTo(200);
        assertThat(again.header("X-Cache")).isEqualTo("ONLINE_HIT");
        assertThat(again.header("Cache-Status")).isEqualTo("headgate; fwd=stale; fwd-status=304");
        assertThat(again.body().string()).isEqualTo(first);
      }
    }
    assertThat(github.stats().totalSpent()).isEqualTo(spent);
    assertThat(github.stats().notModified()).isEqualTo(5);
    assertThat(github.requests(10))
        .allSatisfy(request -> assertThat(request.header("Authorization")).isPresent());
  }

  @Test
  void aChangeIsSeenAtOnce() throws Exception {
    github.putJson("/repos/octo/hello/topics", "{\"names\":[\"one\"]}");
    assertThat(body(get("/repos/octo/hello/topics", ALICE))).contains("one");

    github.putJson("/repos/octo/hello/topics", "{\"names\":[\"two\"]}");

    assertThat(body(get("/repos/octo/hello/topics", ALICE))).contains("two");
  }

  @Test
  void readsSurviveAnOutage() throws Exception {
    String first = body(get(REPOSITORY, ALICE));
    github.play(Scenario.outage(503));

    try (Response stale = get(REPOSITORY, ALICE)) {
      assertThat(stale.code()).isEqualTo(200);
      assertThat(stale.header("X-Cache")).isIn("API_ERROR_HIT", "OFFLINE_HIT");
      assertThat(stale.header("Age")).isNotNull();
      assertThat(stale.body().string()).isEqualTo(first);
    }
    try (Response unknown = get("/repos/octo/other", ALICE)) {
      assertThat(unknown.code()).isBetween(502, 504);
      assertThat(unknown.header("Retry-After")).isNotNull();
      assertThat(unknown.body().string()).contains("\"message\"");
    }
  }

  @Test
  void gitHubIsFoundToBeBackByItself() throws Exception {
    String first = body(get(REPOSITORY, ALICE));
    github.play(Scenario.outage(503));
    await()
        .atMost(LONG)
        .until(() -> {
          body(get("/repos/octo/other", ALICE));
          return !headgate.online();
        });
    assertThat(body(get(REPOSITORY, ALICE))).isEqualTo(first);

    github.clearScenarios();

    await().atMost(LONG).until(headgate::online);
    assertThat(get("/repos/octo/other", ALICE).code()).isEqualTo(200);
  }

  @Test
  void aCallerWhoSentAValidatorGetsHis304() throws Exception {
    Response first = get(REPOSITORY, ALICE);
    String tag = first.header("ETag");
    first.close();

    try (Response same =
        send(request(REPOSITORY, ALICE).header("If-None-Match", String.valueOf(tag)))) {
      assertThat(same.code()).isEqualTo(304);
      assertThat(same.body().bytes()).isEmpty();
    }
  }

  @Test
  void whatOneMaySeeIsNotShownToAnother() throws Exception {
    assertThat(get(PRIVATE, ALICE).code()).isEqualTo(200);
    assertThat(get(PRIVATE, BOB).code()).isEqualTo(404);
    assertThat(send(new Request.Builder().url(url(PRIVATE))).code()).isEqualTo(404);

    github.play(Scenario.outage(503));

    assertThat(get(PRIVATE, ALICE).code()).isEqualTo(200);
    assertThat(body(get(PRIVATE, BOB))).doesNotContain("private-plans");
  }

  @Test
  void aSpentQuotaIsRefusedInGitHubsFormWithoutAskingIt() throws Exception {
    body(get(REPOSITORY, ALICE));
    github.play(Scenario.of(Scenario.Kind.PRIMARY_EXHAUSTED).forPath("/repos/octo/spent"));
    body(get("/repos/octo/spent", ALICE));
    long asked = github.stats().requests();

    try (Response refused = get("/repos/octo/unread", ALICE)) {
      assertThat(refused.code()).isEqualTo(403);
      assertThat(refused.header("x-ratelimit-remaining")).isEqualTo("0");
      assertThat(refused.header("x-ratelimit-reset")).isNotNull();
    }
    try (Response copy = get(REPOSITORY, ALICE)) {
      assertThat(copy.code()).isEqualTo(200);
      assertThat(copy.header("X-Cache")).isEqualTo("RATE_LIMITED_HIT");
    }
    assertThat(github.stats().requests()).isEqualTo(asked);
    assertThat(get(REPOSITORY, BOB).code()).isEqualTo(200);
  }

  @Test
  void aSecondaryLimitPausesItsPrincipal() throws Exception {
    github.play(Scenario.secondary(Duration.ofMinutes(10)).forPath("/repos/octo/slow-down"));
    assertThat(get("/repos/octo/slow-down", ALICE).code()).isEqualTo(403);
    long asked = github.stats().requests();

    try (Response refused = get(REPOSITORY, ALICE)) {
      assertThat(refused.code()).isEqualTo(403);
      assertThat(refused.header("Retry-After")).isNotNull();
    }
    assertThat(github.stats().requests()).isEqualTo(asked);
  }

  @Test
  void linksLeadToGitHubItself() throws Exception {
    try (Response page = get(REPOSITORY + "/issues?per_page=10", ALICE)) {
      assertThat(page.header("Link")).contains(github.url() + "/repositories/");
      assertThat(page.body().string()).contains(github.url() + "/repos/octo/hello/issues/45");
    }
  }

  @Test
  void otherHostsAreNotTouched() throws Exception {
    try (MockWebServer elsewhere = new MockWebServer()) {
      elsewhere.enqueue(new MockResponse(200, okhttp3.Headers.of(), "elsewhere"));
      elsewhere.start();

      try (Response response =
          send(
              new Request.Builder()
                  .url(elsewhere.url("/repos/octo/hello?a=b"))
                  .header("X-Headgate-Priority", "low"))) {
        assertThat(response.body().string()).isEqualTo("elsewhere");
        assertThat(response.header("X-Cache")).isNull();
      }
      var received = elsewhere.takeRequest();
      assertThat(received.getTarget()).isEqualTo("/repos/octo/hello?a=b");
      assertThat(received.getHeaders().get("X-Headgate-Priority")).isEqualTo("low");
      assertThat(github.stats().requests()).isZero();
    }
  }

  @Test
  void redirectsAreFollowedAsTheClientIsSet() throws Exception {
    try (Response moved = get("/repos/octo/renamed-hello", ALICE)) {
      assertThat(moved.code()).isEqualTo(200);
      assertThat(moved.body().string()).contains("\"octo/hello\"");
      assertThat(moved.priorResponse()).isNotNull().extracting(Response::code).isEqualTo(301);
    }
    OkHttpClient unwilling = client.newBuilder().followRedirects(false).build();
    try (Response moved =
        unwilling.newCall(request("/repos/octo/renamed-hello", ALICE).build()).execute()) {
      assertThat(moved.code()).isEqualTo(301);
    }
  }

  @Test
  void aSignedUrlIsFetchedWithoutTheCredential() throws Exception {
    try (Response archive = get(REPOSITORY + "/actions/artifacts/1/zip", ALICE)) {
      assertThat(archive.code()).isEqualTo(200);
      assertThat(archive.request().url().port()).isEqualTo(github.blobPort());
      assertThat(archive.request().header("Authorization")).isNull();
      assertThat(archive.body().bytes()).startsWith('P', 'K');
    }
    assertThat(github.stats().blobs()).isEqualTo(1);
  }

  @Test
  void largeBodiesPassThroughInConstantMemory() throws Exception {
    long size = 256L << 20;
    github.putGenerated("/repos/octo/hello/large", "application/octet-stream", size);

    try (Response large = get("/repos/octo/hello/large", ALICE);
        InputStream bytes = large.body().byteStream()) {
      assertThat(large.body().contentLength()).isEqualTo(size);
      byte[] chunk = new byte[1 << 16];
      long read = 0;
      for (int n = bytes.read(chunk); n > 0; n = bytes.read(chunk)) {
        assertThat(chunk[n - 1]).isEqualTo(GitHubSimulator.patternByte(read + n - 1));
        read += n;
      }
      assertThat(read).isEqualTo(size);
    }
  }

  @Test
  void aCancelledCallEndsItsExchange() throws Exception {
    github.play(Scenario.of(Scenario.Kind.HANG));
    Call call = client.newCall(request(REPOSITORY, ALICE).build());
    CompletableFuture<Response> answer = CompletableFuture.supplyAsync(() -> execute(call));
    await().atMost(LONG).until(() -> github.stats().inFlight() == 1);

    call.cancel();

    assertThatExceptionOfType(java.util.concurrent.CompletionException.class)
        .isThrownBy(answer::join)
        .havingCause()
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void aCancelledCallEndsWhileItsBodyIsRead() throws Exception {
    github.putGenerated("/repos/octo/hello/large", "application/octet-stream", 64L << 20);
    github.play(Scenario.slow(1024));
    Call call = client.newCall(request(REPOSITORY + "/large", ALICE).build());
    try (Response response = call.execute();
        InputStream bytes = response.body().byteStream()) {
      assertThat(bytes.read()).isNotNegative();

      call.cancel();

      assertThatExceptionOfType(IOException.class).isThrownBy(bytes::readAllBytes);
    }
  }

  @Test
  void theTimeoutOfACallHolds() {
    github.play(Scenario.of(Scenario.Kind.HANG));
    OkHttpClient hurried = client.newBuilder().callTimeout(Duration.ofMillis(500)).build();

    Callable<Integer> answer =
        () -> {
          try (Response late = hurried.newCall(request(REPOSITORY, ALICE).build()).execute()) {
            return late.code();
          } catch (InterruptedIOException timeout) {
            return 504;
          }
        };

    assertThat(CompletableFuture.supplyAsync(() -> called(answer)))
        .succeedsWithin(LONG)
        .isEqualTo(504);
  }

  @Test
  void anInterruptedThreadStopsWaiting() throws Exception {
    github.play(Scenario.of(Scenario.Kind.HANG));
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                get(REPOSITORY, ALICE).close();
                interrupted.complete(false);
              } catch (IOException expected) {
                interrupted.complete(Thread.currentThread().isInterrupted());
              }
            });
    await().atMost(LONG).until(() -> github.stats().inFlight() == 1);

    thread.interrupt();

    assertThat(interrupted).succeedsWithin(LONG).isEqualTo(true);
  }

  @Test
  void equalReadsAtTheSameMomentAreOne() throws Exception {
    github.play(Scenario.latency(Duration.ofSeconds(2)));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(threads.submit(() -> body(get(REPOSITORY, ALICE))));
      }
      String first = answers.get(0).get();
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isEqualTo(first);
      }
    }
    assertThat(github.stats().totalSpent()).isEqualTo(1);
  }

  @Test
  void writesArriveByteForByte() throws Exception {
    String issue = "{\"title\":\"It leaks \u00fcberall\"}";
    RequestBody once =
        new RequestBody() {
          @Override
          public MediaType contentType() {
            return MediaType.get("application/json");
          }

          @Override
          public boolean isOneShot() {
            return true;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            sink.writeUtf8(issue);
          }
        };

    try (Response created =
        send(request(REPOSITORY + "/issues", ALICE).post(once).header("X-Request-ID", "mine-1"))) {
      assertThat(created.code()).isEqualTo(201);
    }
    RecordedRequest received = github.requests(1).get(0);
    assertThat(received.method()).isEqualTo("POST");
    assertThat(received.bodyLength()).isEqualTo(issue.getBytes(UTF_8).length);
    assertThat(received.header("Content-Type")).contains("application/json");
    assertThat(received.header("X-Request-ID")).contains("mine-1");
  }

  @Test
  void readsPathsAndQueriesAsTheyAre() throws Exception {
    get(REPOSITORY + "/contents/a%2Fb%20c.md?ref=feature%2Fx&per_page=1", ALICE).close();

    assertThat(github.requests(1).get(0).target())
        .isEqualTo(REPOSITORY + "/contents/a%2Fb%20c.md?ref=feature%2Fx&per_page=1");
  }

  @Test
  void graphQlQueriesPass() throws Exception {
    String query = "{\"query\":\"query { viewer { login } }\"}";
    try (Response answer =
        send(
            request("/graphql", ALICE)
                .post(RequestBody.create(query, MediaType.get("application/json"))))) {
      assertThat(answer.code()).isEqualTo(200);
      assertThat(answer.body().string()).contains("alice");
    }
  }

  @Test
  void aHeadHasNoBody() throws Exception {
    body(get(REPOSITORY, ALICE));

    try (Response head = send(request(REPOSITORY, ALICE).head())) {
      assertThat(head.code()).isEqualTo(200);
      assertThat(head.body().bytes()).isEmpty();
    }
  }

  @Test
  void urgencyIsSaidByAFieldThatStaysHere() throws Exception {
    assertThat(send(request(REPOSITORY, ALICE).header("X-Headgate-Priority", "critical")).code())
        .isEqualTo(200);
    assertThat(github.requests(1).get(0).header("X-Headgate-Priority")).isEmpty();
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> send(request(REPOSITORY, ALICE).header("X-Headgate-Priority", "now")))
        .withMessageContaining("expected: critical, high, normal or low");
  }

  @Test
  void lowPriorityLeavesTheReserveToOthers() throws Exception {
    github.limits("alice", dev.headgate.github.simulator.SimulatorLimits.DEFAULTS.withCore(10));
    OkHttpClient bulk =
        new OkHttpClient.Builder()
            .addInterceptor(new GatewayInterceptor(headgate.client().at(Priority.LOW)))
            .callTimeout(Duration.ofSeconds(1))
            .build();
    send(request(REPOSITORY, ALICE).header("X-Headgate-Priority", "critical")).close();

    int served = 0;
    boolean refused = false;
    while (!refused && served < 10) {
      try (Response response =
          bulk.newCall(request("/repos/octo/bulk-" + served, ALICE).build()).execute()) {
        refused = response.code() != 200;
        served++;
      } catch (InterruptedIOException waited) {
        refused = true;
      }
    }

    assertThat(served).isBetween(1, 9);
    try (Response urgent =
        send(request("/repos/octo/urgent", ALICE).header("X-Headgate-Priority", "critical"))) {
      assertThat(urgent.code()).isEqualTo(200);
    }
  }

  @Test
  void aTokenOfItsOwnServesThoseWhoBringNone() throws Exception {
    try (Headgate own = Headgate.builder().apiUrl(github.url().toString()).token(ALICE).build()) {
      OkHttpClient plain = new OkHttpClient.Builder().addInterceptor(own.interceptor()).build();
      try (Response response =
          plain.newCall(new Request.Builder().url(url(PRIVATE)).build()).execute()) {
        assertThat(response.code()).isEqualTo(200);
      }
      try (Response bobs = plain.newCall(request(PRIVATE, BOB).build()).execute()) {
        assertThat(bobs.code()).isEqualTo(404);
      }
    }
    assertThat(github.requests(2)).extracting(RecordedRequest::principal).contains("alice", "bob");
  }

  @Test
  void quotasAreKnown() throws Exception {
    get(REPOSITORY, ALICE).close();

    assertThat(headgate.quotas())
        .anySatisfy((key, account) -> {
          assertThat(key.resource()).isEqualTo("core");
          assertThat(account.remaining()).isEqualTo(4999);
        });
  }

  @Test
  void closedItRefuses() {
    headgate.close();
    headgate.close();

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> get(REPOSITORY, ALICE))
        .withMessageContaining("closed");
  }

  @Test
  void twoCredentialsInOneRequestAreRefused() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> send(request(REPOSITORY, ALICE).addHeader("Authorization", "token x")))
        .withMessageContaining("Authorization");
    assertThat(github.stats().requests()).isZero();
  }

  private HttpUrl url(String path) {
    return HttpUrl.get(github.url() + path);
  }

  private Request.Builder request(String path, String token) {
    return new Request.Builder().url(url(path)).header("Authorization", "Bearer " + token);
  }

  private Response get(String path, String token) throws IOException {
    return send(request(path, token));
  }

  private Response send(Request.Builder request) throws IOException {
    return client.newCall(request.build()).execute();
  }

  private static String body(Response response) throws IOException {
    try (response) {
      return response.body().string();
    }
  }

  private static Response execute(Call call) {
    try {
      return call.execute();
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static <T> T called(Callable<T> call) {
    try {
      return call.call();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
