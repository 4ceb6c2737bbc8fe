package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorLimits;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** GraphQL calls through the gateway, over sockets. */
class GraphqlTest {
  private static final String VIEWER = "{\"query\":\"{ viewer { login } }\"}";
  private static final String MUTATION =
      "{\"query\":\"mutation { addComment(input: {body: \\\"x\\\"}) { clientMutationId } }\"}";

  /** Urgent, so that only what is left counts, and not how it is spread over the window. */
  private static final String[] FIELDS = {"X-Headgate-Priority", "high"};

  /** GitHub's documented example, of 51 points. */
  private static final String DEAR =
      """
      {"query":"{ viewer { repositories(first: 100) { edges { node {
        issues(first: 50) { edges { node { labels(first: 60) { edges { node { %s } } } } } }
      } } } } }"}\
      """;

  @Test
  void twentyEqualQueriesOfOneCallerAtOnceAreOneRequest() {
    try (MirrorFixture mirror = MirrorFixture.start()) {
      warm(mirror);
      mirror.github().play(Scenario.latency(Duration.ofSeconds(2)).forPath("/graphql"));
      long spent = mirror.github().stats().totalSpent();
      int before = mirror.upstream("/graphql").size();

      List<HttpResponse<String>> answers =
          atOnce(mirror, 40, i -> VIEWER, i -> i % 2 == 0 ? "ghp_even" : "ghp_odd");

      assertThat(mirror.upstream("/graphql")).hasSize(before + 2);
      assertThat(mirror.github().stats().totalSpent()).isEqualTo(spent + 2);
      assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
      for (int i = 2; i < answers.size(); i++) {
        assertThat(answers.get(i).body()).isEqualTo(answers.get(i % 2).body());
      }
      assertThat(answers.get(0).body()).isNotEqualTo(answers.get(1).body());
      assertThat(answers)
          .filteredOn(answer -> field(answer, "Cache-Status").endsWith("; collapsed"))
          .hasSize(38);
    }
  }

  @Test
  void equalMutationsAtOnceAreEachSent() {
    try (MirrorFixture mirror = MirrorFixture.start()) {
      mirror.github().play(Scenario.latency(Duration.ofMillis(300)).forPath("/graphql"));

      List<HttpResponse<String>> answers = atOnce(mirror, 3, i -> MUTATION, i -> "ghp_writer", 20);

      assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
      assertThat(mirror.upstream("/graphql")).hasSize(3);
      assertThat(answers).extracting(MirrorFixture::cache).containsOnly("ONLINE_MISS");
    }
  }

  @Test
  void dearQueriesAtOnceNeverSpendMoreThanIsLeft() {
    SimulatorOptions options =
        SimulatorOptions.DEFAULTS.withLimits(SimulatorLimits.DEFAULTS.withGraphql(130));
    try (MirrorFixture mirror = MirrorFixture.start(options, InstantSource.system())) {
      call(mirror, VIEWER, "ghp_spender");
      mirror.github().play(Scenario.latency(Duration.ofMillis(500)).forPath("/graphql"));

      List<HttpResponse<String>> answers =
          atOnce(mirror, 10, i -> DEAR.formatted("n" + i + ": name"), i -> "ghp_spender");

      // 129 points are left: enough for two of 51, and then for cheap ones.
      assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 403);
      assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(2);
      assertThat(mirror.upstream("/graphql")).hasSize(3);
      assertThat(mirror.github().stats().refused()).isEmpty();
      assertThat(mirror.github().stats().totalSpent()).isEqualTo(103);
      assertThat(call(mirror, VIEWER, "ghp_spender").statusCode()).isEqualTo(200);
      HttpResponse<String> refused =
          answers.stream().filter(answer -> answer.statusCode() == 403).findFirst().orElseThrow();
      assertThat(cache(refused)).isEqualTo("RATE_LIMITED_MISS");
      assertThat(field(refused, "X-RateLimit-Resource")).isEqualTo("graphql");
      assertThat(field(refused, "Retry-After")).isNotEmpty();
    }
  }

  @Test
  void whatSomeoneElseSpentIsLearntFromTheRefusalAndCheapQueriesGoOn() {
    SimulatorOptions options =
        SimulatorOptions.DEFAULTS.withLimits(SimulatorLimits.DEFAULTS.withGraphql(40));
    try (MirrorFixture mirror = MirrorFixture.start(options, InstantSource.system())) {
      HttpResponse<String> dear = call(mirror, DEAR.formatted("id"), "ghp_spender");
      assertThat(dear.statusCode()).isEqualTo(200);
      assertThat(dear.body()).contains("RATE_LIMIT");
      assertThat(cache(dear)).isEqualTo("RATE_LIMITED_MISS");

      assertThat(call(mirror, VIEWER, "ghp_spender").body()).contains("\"data\"");
      assertThat(call(mirror, DEAR.formatted("name"), "ghp_spender").statusCode()).isEqualTo(403);
      assertThat(mirror.upstream("/graphql")).hasSize(2);
    }
  }

  @Test
  void answersAreKeptForAsLongAsConfiguredAndOnlyForTheirCaller() {
    ManualTime time = new ManualTime(Instant.now());
    try (MirrorFixture mirror =
        MirrorFixture.start(SimulatorOptions.DEFAULTS, time, "GRAPHQL_CACHE_TTL", "60")) {
      HttpResponse<String> first = call(mirror, VIEWER, "ghp_keeper");
      time.advance(Duration.ofSeconds(20));
      HttpResponse<String> kept = call(mirror, "{\"query\":\"{viewer{login}}\"}", "ghp_keeper");
      HttpResponse<String> other = call(mirror, VIEWER, "ghp_other");

      assertThat(field(first, "Cache-Status"))
          .isEqualTo("headgate; fwd=uri-miss; fwd-status=200; stored");
      assertThat(field(first, "Age")).isEmpty();
      assertThat(cache(kept)).isEqualTo("ONLINE_HIT");
      assertThat(field(kept, "Cache-Status")).isEqualTo("headgate; hit; ttl=40");
      assertThat(field(kept, "Age")).isEqualTo("20");
      assertThat(field(kept, "X-RateLimit-Resource")).isEqualTo("graphql");
      assertThat(kept.body()).isEqualTo(first.body());
      assertThat(cache(other)).isEqualTo("ONLINE_MISS");
      assertThat(other.body()).isNotEqualTo(first.body());
      assertThat(mirror.upstream("/graphql")).hasSize(2);

      call(mirror, MUTATION, "ghp_keeper");
      time.advance(Duration.ofSeconds(1));
      assertThat(cache(call(mirror, VIEWER, "ghp_keeper"))).isEqualTo("ONLINE_MISS");
      assertThat(cache(call(mirror, VIEWER, "ghp_other"))).isEqualTo("ONLINE_HIT");
      time.advance(Duration.ofSeconds(60));
      assertThat(cache(call(mirror, VIEWER, "ghp_other"))).isEqualTo("ONLINE_MISS");
      String unknown = "{\"query\":\"{ viewer { nonsense } }\"}";
      assertThat(call(mirror, unknown, "ghp_other").body()).contains("errors");
      assertThat(cache(call(mirror, unknown, "ghp_other"))).isEqualTo("ONLINE_MISS");
    }
  }

  @Test
  void bodiesOfAnyLengthAndFramingArriveByteForByte() {
    try (MirrorFixture mirror = MirrorFixture.start()) {
      String comment = "#" + "x".repeat(400_000) + "\\n";
      for (String body :
          List.of(VIEWER, "{ \"query\" : \"" + comment + "{viewer{login}}\" }", "{\"query\":")) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        for (HttpRequest.BodyPublisher publisher :
            List.of(
                BodyPublishers.ofByteArray(bytes),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))) {
          mirror.send(
              mirror.request("/api/graphql", "Authorization", "Bearer ghp_sender").POST(publisher));
          assertThat(mirror.lastUpstream().bodyLength()).isEqualTo(bytes.length);
          assertThat(mirror.lastUpstream().bodySha256()).isEqualTo(sha256(bytes));
        }
      }
    }
  }

  @Test
  void aClientThatNeverSendsItsBodyIsNotWaitedForLongerThanTheDeadline() {
    try (MirrorFixture mirror = MirrorFixture.start("REQUEST_TIMEOUT", "500ms")) {
      RawHttp answer =
          RawHttp.exchange(
              mirror.url(),
              "POST /graphql HTTP/1.1",
              "Host: localhost",
              "Content-Length: 100",
              "Connection: close");
      assertThat(answer.status()).isEqualTo(504);
      assertThat(mirror.upstream("/graphql")).isEmpty();
    }
  }

  private static void warm(MirrorFixture mirror) {
    atOnce(mirror, 40, i -> "{\"query\":\"{ w%d: viewer { login } }\"}".formatted(i), i -> "ghp_w");
  }

  private static HttpResponse<String> call(MirrorFixture mirror, String body, String token) {
    return atOnce(mirror, 1, i -> body, i -> token).getFirst();
  }

  private static List<HttpResponse<String>> atOnce(
      MirrorFixture mirror, int count, IntFunction<String> body, IntFunction<String> token) {
    return atOnce(mirror, count, body, token, 0);
  }

  private static List<HttpResponse<String>> atOnce(
      MirrorFixture mirror,
      int count,
      IntFunction<String> body,
      IntFunction<String> token,
      int wait) {
    List<CompletableFuture<HttpResponse<String>>> pending = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pending.add(
          mirror
              .client()
              .sendAsync(
                  mirror
                      .request("/graphql", FIELDS)
                      .header("Authorization", "Bearer " + token.apply(i))
                      .header("Prefer", "wait=" + wait)
                      .POST(BodyPublishers.ofString(body.apply(i).replace("\n", " ")))
                      .build(),
                  BodyHandlers.ofString()));
    }
    return pending.stream().map(CompletableFuture::join).toList();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of()
          .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
