package dev.headgate.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.headgate.server.dashboard.Ear.Heard;
import dev.headgate.server.testing.MirrorFixture;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {
  private static final String TOKEN = "the-administrator's-own";
  private static final String[] ADMIN = {"Authorization", "Bearer " + TOKEN};

  private static MirrorFixture mirror;

  @BeforeAll
  static void start() {
    mirror = start("HEADGATE_API_KEYS", "ci:the-key-of-ci");
  }

  @AfterAll
  static void stop() {
    mirror.close();
  }

  private static MirrorFixture start(String name, String value) {
    return MirrorFixture.start("HEADGATE_ADMIN_TOKEN", TOKEN, "REQUEST_TIMEOUT", "1s", name, value);
  }

  @Test
  void isForTheAdministratorOnly() throws Exception {
    try (Ear nobody = new Ear(mirror.url());
        Ear key = new Ear(mirror.url(), "X-Headgate-Key", "the-key-of-ci");
        Ear wrong = new Ear(mirror.url(), "Authorization", "Bearer guessed")) {
      assertThat(nobody.status()).isEqualTo(401);
      assertThat(key.status()).isEqualTo(403);
      assertThat(wrong.status()).isEqualTo(401);
    }
  }

  @Test
  void tellsOfThePastAndThenOfThePresentForLongerThanARequestMayTake() throws Exception {
    mirror.get("/repos/octo/streamed", "ghp_streamed");
    long counted = counted("+Inf");
    try (Ear ear = new Ear(mirror.url(), ADMIN)) {
      assertThat(ear.status()).isEqualTo(200);
      assertThat(ear.field("Content-Type")).isEqualTo("text/event-stream");
      assertThat(ear.field("Cache-Control")).isEqualTo("no-store");
      Heard past = ear.next().orElseThrow();
      assertThat(past.name()).isEqualTo("history");
      assertThat(past.data().path("requests").isArray()).isTrue();
      Heard first = ear.next().orElseThrow();
      assertThat(first.name()).isEqualTo("snapshot");
      assertThat(first.data().path("panels").fieldNames())
          .toIterable()
          .contains("health", "quotas", "cache", "traffic", "limits", "breakers", "queue", "jobs");
      assertThat(first.data().path("stale")).isEmpty();

      Instant begin = Instant.now();
      Heard before = first;
      while (Duration.between(begin, Instant.now()).compareTo(Duration.ofSeconds(2)) < 0) {
        Heard next = ear.next().orElseThrow();
        assertThat(next.number()).isGreaterThan(before.number());
        before = next;
      }
      assertThat(before.number()).as("more than one").isGreaterThan(first.number());
    }
    await()
        .atMost(Duration.ofSeconds(45))
        .untilAsserted(() ->
            assertThat(counted("+Inf"))
                .as("when it has ended it is counted, but not as a request that took so long")
                .isGreaterThan(counted)
                .isEqualTo(counted("1.0")));
  }

  /** How many requests for the stream are in that bucket of the histogram. */
  private static long counted(String bound) {
    String series =
        "http_request_duration_seconds_bucket{endpoint=\"/api/v1/stream\",method=\"GET\",le=\"%s\"} "
            .formatted(bound);
    return mirror
        .get("/metrics", "")
        .body()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToLong(line -> Long.parseLong(line.substring(series.length())))
        .findFirst()
        .orElse(0);
  }

  @Test
  void countsMoveWithTheTraffic() throws Exception {
    try (Ear ear = new Ear(mirror.url(), ADMIN)) {
      long before = mirrored(ear.next("snapshot"));
      for (int i = 0; i < 5; i++) {
        mirror.get("/repos/octo/moving", "ghp_moving");
      }
      long after = before;
      while (after < before + 5) {
        Heard heard = ear.next().orElseThrow();
        after = heard.data().at("/panels/traffic").isMissingNode() ? after : mirrored(heard);
      }
      assertThat(after).isGreaterThanOrEqualTo(before + 5);
    }
    try (Ear ear = new Ear(mirror.url(), ADMIN)) {
      Heard later = ear.next("snapshot");
      assertThat(later.data().at("/panels/quotas/quotas/0/principal").asText()).isNotEmpty();
    }
  }

  private static long mirrored(Heard heard) {
    return heard.data().at("/panels/traffic/mirrored").asLong();
  }

  @Test
  void allListenersAreToldTheSame() throws Exception {
    try (Ear one = new Ear(mirror.url(), ADMIN);
        Ear other = new Ear(mirror.url(), ADMIN)) {
      Heard here = one.next("change");
      Heard there = other.next("change");
      while (here.number() != there.number()) {
        if (here.number() < there.number()) {
          here = one.next("change");
        } else {
          there = other.next("change");
        }
      }
      assertThat(here).as("composed once").isEqualTo(there);
    }
  }

  @Test
  void whoComesBackAtOnceIsNotToldOfThePastAgain() throws Exception {
    Heard last;
    try (Ear ear = new Ear(mirror.url(), ADMIN)) {
      last = ear.next("snapshot");
    }
    try (Ear again = new Ear(mirror.url(), ADMIN[0], ADMIN[1], "Last-Event-ID", last.id())) {
      Heard next = again.next().orElseThrow();
      assertThat(next.name()).isIn("snapshot", "change");
      assertThat(next.number()).isGreaterThan(last.number());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"another-process-17", "17", "-", "x-99999999999999999999"})
  void whoComesWithAnotherIdIsToldEverything(String id) throws Exception {
    try (Ear ear = new Ear(mirror.url(), ADMIN[0], ADMIN[1], "Last-Event-ID", id)) {
      assertThat(ear.next().orElseThrow().name()).isEqualTo("history");
      assertThat(ear.next().orElseThrow().name()).isEqualTo("snapshot");
    }
  }

  @Test
  void headIsAnsweredAndTakesNoPlace() {
    for (int i = 0; i < 120; i++) {
      HttpResponse<String> head =
          mirror.send(
              mirror
                  .request("/api/v1/stream", ADMIN)
                  .method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(head.statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dashboard",
        "/dashboard/dashboard.css",
        "/dashboard/dashboard.js",
        "/dashboard/chart.js",
        "/dashboard/icon.svg"
      })
  void thePageIsOpenAndGuardsItself(String path) {
    HttpResponse<String> answer = mirror.get(path, "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(MirrorFixture.field(answer, "Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe")
        .doesNotContain("http");
    assertThat(MirrorFixture.field(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(MirrorFixture.field(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.body()).doesNotContain("https://cdn").doesNotContain("onclick=");
    String tag = MirrorFixture.field(answer, "ETag");
    HttpResponse<String> again = mirror.get(path, "", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    HttpResponse<byte[]> zipped =
        mirror.send(
            mirror.request(path, "Accept-Encoding", "gzip"),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(MirrorFixture.field(zipped, "Content-Encoding")).isIn("gzip", "");
    assertThat(mirror.upstream(path)).as("nothing of it goes to GitHub").isEmpty();
  }

  @Test
  void filesThatAreNotThereAreNotGitHubs() {
    assertThat(mirror.get("/dashboard/nothing.js", "").statusCode()).isEqualTo(404);
    assertThat(mirror.get("/dashboard/..%2fdashboard.js", "").statusCode()).isEqualTo(404);
    assertThat(mirror.upstream("/dashboard")).isEmpty();
  }

  @Test
  void movesToTheManagementPortWhereThereIsOne() throws Exception {
    try (MirrorFixture other = start("MANAGEMENT_PORT", "0")) {
      URI operators = other.server().managementUrl();
      assertThat(operators).isNotEqualTo(other.url());
      try (Ear there = new Ear(operators, ADMIN);
          Ear here = new Ear(other.url(), ADMIN)) {
        assertThat(there.status()).isEqualTo(200);
        there.next("snapshot");
        assertThat(here.status()).isEqualTo(404);
      }
      assertThat(other.get("/dashboard", "").statusCode()).isEqualTo(404);
      assertThat(other.get("/dashboard/chart.js", "").statusCode()).isEqualTo(404);
      HttpResponse<String> page =
          other
              .client()
              .send(
                  HttpRequest.newBuilder(operators.resolve("/dashboard")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("<title>Headgate</title>");
    }
  }

  @Test
  void aServerThatStopsEndsTheStreamAndDoesNotWaitForIt() throws Exception {
    MirrorFixture other = start("SERVER_PORT", "0");
    try (Ear ear = new Ear(other.url(), ADMIN)) {
      ear.next("snapshot");
      Instant begin = Instant.now();
      Thread stopping = Thread.ofVirtual().start(other::close);
      assertThatCode(
              () -> {
                while (ear.next().isPresent()) {
                  assertThat(ear.status()).isEqualTo(200);
                }
              })
          .as("it ends, and is not cut")
          .doesNotThrowAnyException();
      stopping.join();
      assertThat(Duration.between(begin, Instant.now()))
          .as("requests in flight would be waited for half a minute")
          .isLessThan(Duration.ofSeconds(25));
    }
  }
}
