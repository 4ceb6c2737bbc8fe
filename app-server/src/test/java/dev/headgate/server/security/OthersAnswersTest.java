package dev.headgate.server.security;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.CannedGitHub;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attempts to be shown what GitHub answered another, and to have others shown what one made GitHub
 * answer. The server trusts copies for a minute, so that not every hit asks GitHub.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OthersAnswersTest {
  private static final String ALICE = "ghp_alicestoken";
  private static final String BOB = "ghp_bobstoken";
  private static final String LENT = "ghp_thegateways";
  private static final String KEY = "a-key-of-the-builders";
  private static final String PLANS = "/repos/acme/private-plans";
  private static final String PUBLIC = "/repos/acme/public/issues";

  private final MirrorFixture mirror =
      MirrorFixture.start(
          "CACHE_FRESHNESS",
          "max-age",
          "GITHUB_TOKEN",
          LENT,
          "HEADGATE_API_KEYS",
          "ci:" + KEY,
          "GITHUB_STATUS_SLEEP_TIME",
          "50ms");

  private String tag = "";

  @BeforeAll
  void learn() {
    mirror.github().mapToken(ALICE, "alice", "repo", "admin:org");
    mirror.github().mapToken(BOB, "bob", "read:user");
    mirror.github().mapToken(LENT, "gateway", "read:user");
    mirror.github().grant("acme/private-plans", "alice");
    tag = field(mirror.get(PLANS, ALICE), "ETag");
    assertThat(mirror.get(PLANS, ALICE, "If-None-Match", tag).statusCode()).isEqualTo(304);
  }

  @AfterAll
  void close() {
    mirror.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer ghp_bobstoken",
        "Authorization: token ghp_bobstoken",
        "Authorization: Basic Ym9iOmdocF9ib2JzdG9rZW4=",
        "Authorization: Bearer ghp_alicestoken2",
        "Authorization: Bearer ghp_alicestoke",
        "Authorization: Bearer GHP_ALICESTOKEN",
        "Authorization: Bearer ghp_alicestoken ghp_bobstoken",
        "Authorization: Bearer",
        "Authorization: ",
        "X-Authorization: Bearer ghp_alicestoken",
        "Proxy-Authorization: Bearer ghp_alicestoken",
        "X-Headgate-Key: a-key-of-the-builders",
        "X-Headgate-Key: a-key-of-the-builders|Authorization: Bearer ghp_bobstoken",
        "X-Headgate-User: alice|X-Forwarded-User: alice",
        "Authorization: Bearer ghp_alicestoken|Connection: Authorization",
        "Cookie: user_session=alice",
        "Accept: */*",
      })
  @Order(1)
  void nobodyButAliceSeesHerPlans(String who) {
    for (String more :
        List.of("", "If-None-Match: " + tag, "If-None-Match: *", "Range: bytes=0-99")) {
      RawHttp answer = send("GET", PLANS, who + (more.isEmpty() ? "" : "|" + more));
      assertThat(answer.status()).as(more).isIn(401, 404);
      assertThat(answer.body()).doesNotContain("full_name");
      assertThat(answer.head()).doesNotContain("admin:org").doesNotContain(tag);
    }
    assertThat(send("HEAD", PLANS, who).status()).isIn(401, 404);
  }

  @Test
  @Order(2)
  void sheDoesHerself() {
    HttpResponse<String> hers = mirror.get(PLANS, ALICE);

    assertThat(hers.statusCode()).isEqualTo(200);
    assertThat(field(hers, "Cache-Status")).contains("hit");
  }

  @Test
  @Order(2)
  void onOneConnectionCredentialsThatDifferInCaseOnlyAreTwo() {
    StringBuilder requests = new StringBuilder();
    for (String token : List.of(ALICE, ALICE.toUpperCase(Locale.ROOT))) {
      requests
          .append(
              "GET %s HTTP/1.1\r\nHost: m\r\nAuthorization: Bearer %s\r\n".formatted(PLANS, token))
          .append(token.equals(ALICE) ? "\r\n" : "Connection: close\r\n\r\n");
    }
    RawHttp answers = RawHttp.send(mirror.url(), requests.toString());

    assertThat(answers.status()).isEqualTo(200);
    assertThat(answers.body()).contains("HTTP/1.1 404 Not Found");
  }

  @Test
  @Order(2)
  void twoCredentialsInOneRequestAreNone() {
    assertThat(
            send(
                    "GET",
                    PLANS,
                    "Authorization: Bearer ghp_bobstoken|Authorization: Bearer ghp_alicestoken")
                .status())
        .isEqualTo(400);
  }

  @Test
  @Order(2)
  void linksLeadEverybodyBackToWhereHeCame() {
    for (int i = 0; i < 12; i++) {
      RawHttp planted =
          send(
              "GET",
              PUBLIC,
              "Authorization: Bearer "
                  + BOB
                  + "|X-Forwarded-Host: evil.example"
                  + "|X-Forwarded-Proto: https|Forwarded: host=evil.example;proto=https"
                  + "|X-Host: evil.example|X-Original-URL: /user",
              "evil%d.example".formatted(i));
      assertThat(planted.body()).contains("http://evil%d.example/repos/acme/public".formatted(i));
      assertThat(planted.body()).doesNotContain("evil.example").doesNotContain("https://evil");
    }
    for (String token : List.of(ALICE, BOB, "")) {
      HttpResponse<String> theirs = mirror.get(PUBLIC, token);
      assertThat(theirs.body() + theirs.headers().map())
          .contains(mirror.url() + "/repos/acme/public")
          .doesNotContain("evil");
    }
  }

  @Test
  @Order(2)
  void nothingOfTheWayHereReachesGitHub() {
    send(
        "GET",
        "/repos/acme/way",
        "Authorization: Bearer "
            + BOB
            + "|X-Forwarded-For: 10.0.0.1|X-Forwarded-Host: evil.example|X-Forwarded-Proto: https"
            + "|X-Forwarded-Port: 1|X-Forwarded-Server: a|X-Forwarded-Prefix: /p|Forwarded: for=a"
            + "|X-Real-IP: 10.0.0.1|X-Original-URL: /user|X-Rewrite-URL: /user|X-Kept: yes");

    assertThat(mirror.upstream("/repos/acme/way").getLast().headers())
        .extracting(field -> field.getKey().toLowerCase(Locale.ROOT))
        .contains("x-kept")
        .noneMatch(name -> name.startsWith("x-forwarded"))
        .doesNotContain("forwarded", "x-real-ip", "x-original-url", "x-rewrite-url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cookie: user_session=mallory",
        "X-GitHub-OTP: 123456",
        "X-GitHub-Next-Global-ID: 1",
        "Range: bytes=0-0",
        "Cache-Control: no-store",
      })
  @Order(2)
  void whatMayChangeAnAnswerIsNotKeptForThoseWhoDoNotSendIt(String field) {
    String path = "/repos/acme/asked-" + Integer.toHexString(field.hashCode());
    send("GET", path, field);

    HttpResponse<String> others = mirror.get(path, "");

    assertThat(field(others, "Cache-Status")).doesNotContain("hit");
    assertThat(mirror.lastUpstream().header("If-None-Match")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"})
  @Order(2)
  void aReadIsARead(String name) {
    int asked = mirror.upstream().size();

    for (String method : List.of("GET", "HEAD", "OPTIONS")) {
      assertThat(
              send(method, PLANS, "Authorization: Bearer %s|%s: DELETE".formatted(ALICE, name))
                  .status())
          .isEqualTo(400);
    }
    assertThat(mirror.upstream()).hasSize(asked);
  }

  @Test
  @Order(2)
  void noKeyOfOursReachesGitHubHoweverItIsSent() {
    send("GET", "/repos/acme/keyed", "X-Headgate-Key: " + KEY + "|Connection: X-Headgate-Key");
    send("GET", "/repos/acme/keyed", "x-headgate-KEY: " + KEY);

    assertThat(mirror.upstream("/repos/acme/keyed"))
        .hasSizeGreaterThanOrEqualTo(1)
        .allSatisfy(request -> assertThat(request.toString()).doesNotContain(KEY));
  }

  @Test
  @Order(2)
  void anAnswerThatVariesByEverythingIsNotKept() {
    try (CannedGitHub github =
            CannedGitHub.answering(
                "HTTP/1.1 200 OK",
                "Content-Length: 2",
                "Content-Type: application/json",
                "Cache-Control: public, max-age=60",
                "Vary: *",
                "Connection: close",
                "",
                "[]");
        MirrorFixture before =
            MirrorFixture.start("GITHUB_API_URL", github.url(), "CACHE_FRESHNESS", "max-age")) {
      before.get("/repos/acme/varied", "");
      before.get("/repos/acme/varied", "");

      assertThat(github.heads("/repos/acme/varied")).hasSize(2);
    }
  }

  @Test
  @Order(3)
  void whileGitHubIsDownEachSeesWhatHeHasSeen() {
    mirror.github().play(Scenario.outage(503));
    await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> field(mirror.get(PLANS + "?offline", ALICE), "X-Cache").equals("OFFLINE_MISS"));

    assertThat(mirror.get(PLANS, ALICE).statusCode()).isEqualTo(200);
    for (String who :
        List.of(
            "Authorization: Bearer " + BOB,
            "X-Headgate-Key: " + KEY,
            "If-None-Match: " + tag,
            "Cookie: a=b")) {
      RawHttp answer = send("GET", PLANS, who);
      // GitHub's word of before that there is no such thing may stand, too.
      assertThat(answer.status()).as(who).isIn(404, 503);
      assertThat(answer.body()).doesNotContain("full_name");
    }
  }

  private RawHttp send(String method, String path, String fields) {
    return send(method, path, fields, mirror.url().getAuthority());
  }

  private RawHttp send(String method, String path, String fields, String host) {
    return RawHttp.send(
        mirror.url(),
        "%s %s HTTP/1.1\r\nHost: %s\r\n%s\r\nConnection: close\r\n\r\n"
            .formatted(method, path, host, fields.replace("|", "\r\n")));
  }
}
