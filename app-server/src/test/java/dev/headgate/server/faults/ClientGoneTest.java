package dev.headgate.server.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that leave: GitHub is let go for them, and nobody else notices. */
class ClientGoneTest {
  private static final String REPO = "/repos/octo/hello";
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private GitHubSimulator github;
  private Mirror mirror;

  @BeforeEach
  void start() throws Exception {
    github = GitHubSimulator.start();
    mirror = new Mirror(github.url(), "REQUEST_TIMEOUT", "20s", "GITHUB_STATUS_SLEEP_TIME", "1h");
    await().atMost(LONGEST).until(() -> github.stats().inFlight() == 0);
  }

  @AfterEach
  void stop() {
    github.close();
    mirror.close();
  }

  @Test
  void aClientThatLeavesAStreamEndsTheExchangeWithGitHub() throws Exception {
    github.putGenerated("/big/body", "application/octet-stream", 200L << 20);
    github.play(Scenario.slow(50L << 20).forPath("/big/**"));
    try (Socket client = open("/big/body")) {
      assertThat(client.getInputStream().readNBytes(100_000)).hasSize(100_000);
      assertThat(github.stats().inFlight()).isEqualTo(1);
    }
    await().atMost(LONGEST.dividedBy(2)).until(() -> github.stats().inFlight() == 0);
    assertThat(mirror.read(REPO).statusCode()).isEqualTo(200);
  }

  @Test
  void aClientThatLeavesWhileItWaitsEndsTheExchangeWithGitHub() throws Exception {
    OkHttpClient http2 = http2();
    try (RawGitHub raw = new RawGitHub();
        Mirror before = new Mirror(raw.url(), "REQUEST_TIMEOUT", "20s");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      raw.hang();
      Call call = http2.newCall(new Request.Builder().url(before.url() + REPO).build());
      Future<Boolean> left = threads.submit(() -> ended(call));
      await().atMost(LONGEST).until(() -> raw.reads() == 1);
      assertThat(raw.abandoned()).isZero();
      call.cancel();
      assertThat(left.get()).isTrue();
      await().atMost(LONGEST).until(() -> raw.abandoned() == 1);
    } finally {
      http2.connectionPool().evictAll();
    }
  }

  @Test
  void aPlainClientThatLeavesWhileItWaitsEndsTheExchangeWithGitHub() throws Exception {
    try (RawGitHub raw = new RawGitHub();
        Mirror before = new Mirror(raw.url(), "REQUEST_TIMEOUT", "20s")) {
      raw.hang();
      try (Socket client = before.connection()) {
        client.getOutputStream().write(Mirror.head("GET " + REPO + " HTTP/1.1", "Host: m"));
        await().atMost(LONGEST).until(() -> raw.reads() == 1);
        assertThat(raw.abandoned()).isZero();
      }
      await().atMost(LONGEST).until(() -> raw.abandoned() == 1);
      assertThat(before.metric("http_requests_in_progress")).isEqualTo(1);
    }
  }

  @Test
  void aPlainClientThatLeavesDoesNotTakeItsFollowersAlong() throws Exception {
    github.play(Scenario.latency(Duration.ofSeconds(2)).times(1).forPath("/repos/**"));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<HttpResponse<String>> follower;
      try (Socket leader = mirror.connection()) {
        leader
            .getOutputStream()
            .write(
                Mirror.head(
                    "GET " + REPO + " HTTP/1.1", "Host: m", "Authorization: " + Mirror.ALICE));
        await().atMost(LONGEST).until(() -> github.stats().inFlight() == 1);
        follower = threads.submit(() -> mirror.read(REPO));
        await().atMost(LONGEST).until(() -> mirror.metric("http_requests_in_progress") >= 3);
      }
      await().atMost(LONGEST).until(() -> mirror.metric("http_requests_in_progress") <= 2);
      assertThat(follower.get().statusCode()).isEqualTo(200);
      assertThat(github.stats().requestsTo("GET /repos/{owner}/{repo}")).isEqualTo(1);
    }
  }

  @Test
  void aClientThatWaitsLosesNothingOfWhatItSendsMeanwhile() throws Exception {
    github.play(Scenario.latency(Duration.ofSeconds(2)).times(1).forPath("/repos/**"));
    try (Socket client = open(REPO)) {
      await().atMost(LONGEST).until(() -> github.stats().inFlight() == 1);
      client
          .getOutputStream()
          .write(Mirror.head("GET /healthz HTTP/1.1", "Host: m", "Connection: close"));
      String answers = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(answers).containsSubsequence("HTTP/1.1 200", "octo/hello", "HTTP/1.1 200", "OK");
    }
  }

  @Test
  void aLeaderThatLeavesDoesNotTakeItsFollowersAlong() throws Exception {
    github.play(Scenario.latency(Duration.ofSeconds(1)).times(1).forPath("/repos/**"));
    OkHttpClient http2 = http2();
    Call leader =
        http2.newCall(
            new Request.Builder()
                .url(mirror.url() + REPO)
                .header("Authorization", Mirror.ALICE)
                .build());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> left = threads.submit(() -> ended(leader));
      await().atMost(LONGEST).until(() -> github.stats().inFlight() == 1);
      List<Future<HttpResponse<String>>> followers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        followers.add(threads.submit(() -> mirror.read(REPO)));
      }
      await().atMost(LONGEST).until(() -> mirror.metric("http_requests_in_progress") >= 12);
      leader.cancel();
      assertThat(left.get()).isTrue();
      for (Future<HttpResponse<String>> follower : followers) {
        assertThat(follower.get().statusCode()).isEqualTo(200);
        assertThat(follower.get().body()).contains("\"full_name\":\"octo/hello\"");
      }
      assertThat(github.stats().requestsTo("GET /repos/{owner}/{repo}")).isEqualTo(1);
    } finally {
      http2.connectionPool().evictAll();
    }
  }

  private static OkHttpClient http2() {
    return new OkHttpClient.Builder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).build();
  }

  private Socket open(String path) throws IOException {
    Socket socket = mirror.connection();
    socket.getOutputStream().write(Mirror.head("GET " + path + " HTTP/1.1", "Host: localhost"));
    return socket;
  }

  /** Whether a call ended without an answer. */
  private static boolean ended(Call call) {
    try (Response answer = call.execute()) {
      return answer.code() == 0;
    } catch (IOException cancelled) {
      return call.isCanceled();
    }
  }
}
