package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.server.testing.CannedGitHub;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What goes over the connections on both sides. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireTest {
  private static final String TOKEN = "ghp_wired";

  private final MirrorFixture mirror = MirrorFixture.start();

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void graphqlPassesByBothItsPaths() {
    for (String path : new String[] {"/graphql", "/api/graphql"}) {
      HttpResponse<String> answer =
          mirror.send(
              "POST",
              path,
              TOKEN,
              "{\"query\":\"{ viewer { login } }\"}",
              "Content-Type",
              "application/json");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"data\"").contains("\"login\"");
      assertThat(mirror.lastUpstream().target()).isEqualTo("/graphql");
      assertThat(field(answer, "X-RateLimit-Resource")).isEqualTo("graphql");
    }
  }

  @Test
  void absoluteFormRequestsAreServedLikeOriginForm() {
    for (String origin : new String[] {"http://api.github.com", mirror.url().toString()}) {
      RawHttp answer =
          RawHttp.exchange(
              mirror.url(),
              "GET " + origin + "/repos/octo/proxied?a=%26 HTTP/1.1",
              "Host: api.github.com",
              "Authorization: Bearer " + TOKEN,
              "Connection: close");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).contains("octo/proxied");
      assertThat(mirror.lastUpstream().target()).isEqualTo("/repos/octo/proxied?a=%26");
    }
    RawHttp health =
        RawHttp.exchange(
            mirror.url(),
            "GET http://gateway.example/healthz HTTP/1.1",
            "Host: gateway.example",
            "Connection: close");
    assertThat(health.body()).isEqualTo("OK");
  }

  @Test
  void aClientThatTakesTheMirrorForItsProxyIsServed() throws IOException, InterruptedException {
    InetSocketAddress proxy =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), mirror.url().getPort());
    try (HttpClient client = HttpClient.newBuilder().proxy(ProxySelector.of(proxy)).build()) {
      HttpResponse<String> list =
          client.send(
              HttpRequest.newBuilder(URI.create("http://api.github.com/repos/octo/far/issues"))
                  .header("Authorization", "Bearer " + TOKEN)
                  .build(),
              BodyHandlers.ofString());

      assertThat(list.statusCode()).isEqualTo(200);
      assertThat(field(list, "Link")).contains("<http://api.github.com/repositories/");
      assertThat(mirror.lastUpstream().target()).isEqualTo("/repos/octo/far/issues");
    }
  }

  @Test
  void gzipGoesToClientsThatAcceptItOnly() throws IOException {
    String path = "/repos/octo/zipped";
    for (int round = 0; round < 2; round++) {
      HttpResponse<String> plain = mirror.get(path, TOKEN);
      HttpResponse<byte[]> zipped =
          mirror.send(
              mirror.request(
                  path, "Authorization", "Bearer " + TOKEN, "Accept-Encoding", "br, gzip;q=0.5"),
              BodyHandlers.ofByteArray());
      HttpResponse<String> refused = mirror.get(path, TOKEN, "Accept-Encoding", "gzip;q=0");

      assertThat(field(plain, "Content-Encoding")).isEmpty();
      assertThat(field(refused, "Content-Encoding")).isEmpty();
      assertThat(field(zipped, "Content-Encoding")).isEqualTo("gzip");
      assertThat(unzipped(zipped.body())).isEqualTo(plain.body()).isEqualTo(refused.body());
      assertThat(field(plain, "ETag")).matches("\"[0-9a-f]{64}\"");
      assertThat(field(zipped, "ETag")).isEqualTo("W/" + field(plain, "ETag"));
      assertThat(zipped.headers().allValues("Vary").toString()).contains("Accept-Encoding");
    }
  }

  @Test
  void gitHubsDateIsKeptAndStandsOnce() {
    try (CannedGitHub github =
            CannedGitHub.answering(
                "HTTP/1.1 200 OK",
                "Date: Thu, 01 Jan 2026 12:34:56 GMT",
                "Content-Length: 2",
                "Content-Type: application/json",
                "Connection: close",
                "",
                "[]");
        MirrorFixture before = MirrorFixture.start("GITHUB_API_URL", github.url())) {
      RawHttp answer = read(before, "/repos/octo/hello");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.values("Date")).containsExactly("Thu, 01 Jan 2026 12:34:56 GMT");
    }
    RawHttp own = read(mirror, "/healthz");
    assertThat(own.values("Date")).hasSize(1);
    assertThat(
            Duration.between(
                    ZonedDateTime.parse(
                        own.values("Date").getFirst(), DateTimeFormatter.RFC_1123_DATE_TIME),
                    ZonedDateTime.now(ZoneOffset.UTC))
                .abs())
        .isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void quotaFieldsOfConfirmedHitsAreLive() {
    String path = "/repos/octo/live";
    mirror.get(path, TOKEN);
    HttpResponse<String> first = mirror.get(path, TOKEN);
    mirror.get("/repos/octo/spends", TOKEN);
    mirror.get("/repos/octo/spends-more", TOKEN);
    HttpResponse<String> second = mirror.get(path, TOKEN);

    assertThat(cache(second)).isEqualTo("ONLINE_HIT");
    assertThat(remaining(second)).isEqualTo(remaining(first) - 2);
    assertThat(field(second, "X-RateLimit-Resource")).isEqualTo("core");
    assertThat(field(second, "X-GitHub-Request-Id"))
        .isNotEqualTo(field(first, "X-GitHub-Request-Id"));
    for (String name : List.of("X-RateLimit-Remaining", "X-RateLimit-Reset", "ETag", "Date")) {
      assertThat(second.headers().allValues(name)).as(name).hasSize(1);
    }
  }

  @Test
  void aPollIntervalReachesTheClientEachTime() {
    for (int round = 0; round < 2; round++) {
      HttpResponse<String> events = mirror.get("/repos/octo/polled/events", TOKEN);
      assertThat(field(events, "X-Poll-Interval")).isEqualTo("60");
    }
  }

  @Test
  void hopByHopFieldsOfTheClientStopHere() {
    RawHttp answer =
        RawHttp.exchange(
            mirror.url(),
            "GET /repos/octo/hops HTTP/1.1",
            "Host: mirror",
            "Authorization: Bearer " + TOKEN,
            "Connection: close, X-Only-This-Hop, Upgrade",
            "X-Only-This-Hop: secret",
            "Keep-Alive: timeout=5",
            "TE: trailers",
            "Proxy-Authorization: Basic c2VjcmV0OnNlY3JldA==",
            "Proxy-Connection: keep-alive",
            "Upgrade: websocket",
            "X-End-To-End: kept");

    assertThat(answer.status()).as(answer.head()).isEqualTo(200);
    RecordedRequest arrived = mirror.upstream("/repos/octo/hops").getLast();
    assertThat(arrived.header("X-End-To-End")).contains("kept");
    for (String name :
        List.of(
            "X-Only-This-Hop",
            "Keep-Alive",
            "TE",
            "Proxy-Authorization",
            "Proxy-Connection",
            "Upgrade")) {
      assertThat(arrived.header(name)).as(name).isEmpty();
    }
  }

  @Test
  void hopByHopFieldsOfGitHubStopHere() {
    try (CannedGitHub github =
            CannedGitHub.answering(
                "HTTP/1.1 200 OK",
                "Content-Length: 2",
                "Content-Type: application/json",
                "Connection: close, X-Upstream-Hop",
                "X-Upstream-Hop: secret",
                "Keep-Alive: timeout=5",
                "Proxy-Authenticate: Basic",
                "Trailer: X-Sum",
                "Upgrade: h2c",
                "X-End-To-End: kept",
                "",
                "[]");
        MirrorFixture before = MirrorFixture.start("GITHUB_API_URL", github.url())) {
      for (int round = 0; round < 2; round++) {
        RawHttp answer = read(before, "/repos/octo/hops");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.values("X-End-To-End")).containsExactly("kept");
        assertThat(answer.values("Connection")).containsExactly("close");
        for (String name :
            List.of("X-Upstream-Hop", "Keep-Alive", "Proxy-Authenticate", "Trailer", "Upgrade")) {
          assertThat(answer.values(name)).as(name).isEmpty();
        }
      }
    }
  }

  @Test
  void whatIsMeantForTheGatewayNeverReachesGitHub() {
    mirror.get(
        "/repos/octo/ours",
        TOKEN,
        "X-Headgate-Priority",
        "high",
        "X-Headgate-Anything",
        "else",
        "X-Third-Party-ID",
        "tenant",
        "Prefer",
        "wait=3");

    RecordedRequest arrived = mirror.upstream("/repos/octo/ours").getLast();
    assertThat(arrived.headers())
        .extracting(Map.Entry::getKey)
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-headgate"))
        .noneMatch(name -> name.equalsIgnoreCase("X-Third-Party-ID"))
        .noneMatch(name -> name.equalsIgnoreCase("Prefer"));
    assertThat(arrived.header("User-Agent").orElseThrow())
        .doesNotContain("Java-http-client")
        .doesNotContain("curl");
  }

  private static RawHttp read(MirrorFixture from, String path) {
    return RawHttp.exchange(
        from.url(),
        "GET " + path + " HTTP/1.1",
        "Host: mirror",
        "Authorization: Bearer " + TOKEN,
        "Connection: close");
  }

  private static int remaining(HttpResponse<?> response) {
    return Integer.parseInt(field(response, "X-RateLimit-Remaining"));
  }

  private static String unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
