package dev.headgate.server.limit;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.ManualTime;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Rules of a file and the built-in ones, as callers meet them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitRulesTest {
  private static final String KEY = "key-of-ci-0123456789";
  private static final String BUILD = "network.notifi.lambda.build.start";

  private final ManualTime clock = new ManualTime(Instant.parse("2026-11-21T10:00:00Z"));
  private final MirrorFixture mirror =
      MirrorFixture.configured(
          clock,
          """
          rate-limit:
            enabled: true
            default: 5
            allow-list: [192.0.2.0/24, ci]
            rules:
              - {name: teams, match: {methods: [GET], path: "/repos/team/**"}, key: "header:X-Team",
                 permits: 2, per: 1m, burst: 2}
              - {name: trial, match: {path: "/repos/shadowed/**"}, permits: 1, per: 1m, mode: shadow}
              - {name: acme, match: {path: "/repos/acme/**"}, key: ip, permits: 3, per: 1m}
          """,
          "SERVER_TRUSTED_PROXIES",
          "127.0.0.0/8",
          "HEADGATE_API_KEYS",
          "ci:" + KEY + ",web:another-key-0123456789");

  @AfterAll
  void close() {
    mirror.close();
  }

  @BeforeEach
  void allBucketsFill() {
    clock.advance(Duration.ofHours(1));
  }

  private HttpResponse<String> event(String party, String... fields) {
    String[] all = new String[fields.length + 4];
    System.arraycopy(fields, 0, all, 4, fields.length);
    all[0] = "X-Third-Party-ID";
    all[1] = party;
    all[2] = "Ce-Type";
    all[3] = BUILD;
    return mirror.send("POST", "/events", "", "{}", all);
  }

  @Test
  void aNoisyThirdPartyHarmsNobodyElseAndCostsTheOtherLevelsNothing() {
    int passed = 0;
    for (int i = 0; i < 30; i++) {
      passed += event("noisy").statusCode() == 429 ? 0 : 1;
    }
    assertThat(passed).isEqualTo(20);

    HttpResponse<String> quiet = event("quiet");
    assertThat(quiet.statusCode()).isNotEqualTo(429);
    assertThat(field(quiet, "RateLimit-Policy"))
        .isEqualTo("\"events\";q=200;w=2, \"build-start\";q=100;w=2, \"third-party\";q=20;w=2");
    assertThat(field(quiet, "RateLimit")).isEqualTo("\"third-party\";r=19;t=1");
    for (int i = 0; i < 19; i++) {
      assertThat(event("quiet").statusCode()).isNotEqualTo(429);
    }
    // 40 events passed in all: the ten that were refused took nothing from the 100 of this type.
    for (int party = 0; party < 3; party++) {
      for (int i = 0; i < 20; i++) {
        assertThat(event("party-" + party).statusCode()).isNotEqualTo(429);
      }
    }
    HttpResponse<String> refused = event("one-more");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(field(refused, "RateLimit")).startsWith("\"build-start\";r=0;");
  }

  @Test
  void aRefusalSaysWhichLimitsAndForHowLong() throws JsonProcessingException {
    for (int i = 0; i < 20; i++) {
      event("told");
    }
    HttpResponse<String> refused = event("told");

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(field(refused, "Retry-After")).isEqualTo("1");
    assertThat(field(refused, "X-RateLimit-Limit")).isEqualTo("20");
    assertThat(field(refused, "X-RateLimit-Remaining")).isEqualTo("0");
    assertThat(field(refused, "X-RateLimit-Reset"))
        .isEqualTo(Long.toString(clock.instant().getEpochSecond() + 2));
    JsonNode problem = new JsonMapper().readTree(refused.body());
    assertThat(problem.path("type").asText())
        .isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
    assertThat(problem.path("violated-policies")).hasToString("[\"third-party\"]");
    assertThat(problem.path("message").asText()).contains("third-party").contains("1 s");

    clock.advance(Duration.ofMillis(99));
    assertThat(event("told").statusCode()).isEqualTo(429);
    clock.advance(Duration.ofMillis(1));
    assertThat(event("told").statusCode()).isNotEqualTo(429);
  }

  @Test
  void ceSourceNamesTheThirdPartyOfWhoNamesNoOther() {
    for (int i = 0; i < 20; i++) {
      mirror.send("POST", "/events", "", "{}", "Ce-Source", "/acme/ci");
    }
    assertThat(mirror.send("POST", "/events", "", "{}", "Ce-Source", "/acme/ci").statusCode())
        .isEqualTo(429);
    assertThat(mirror.send("POST", "/events", "", "{}", "Ce-Source", "/other").statusCode())
        .isNotEqualTo(429);
  }

  @Test
  void gitHubsOwnFiguresPassOnMirroredRequests() {
    HttpResponse<String> answer = mirror.get("/repos/acme/hello", "ghp_live");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(field(answer, "X-RateLimit-Limit")).isEqualTo("5000");
    assertThat(answer.headers().allValues("X-RateLimit-Remaining")).hasSize(1);
    assertThat(field(answer, "RateLimit-Policy")).isEqualTo("\"acme\";q=3;w=60");
    assertThat(field(answer, "RateLimit")).isEqualTo("\"acme\";r=2;t=20");
    assertThat(field(mirror.get("/repos/free/hello", "ghp_live"), "RateLimit-Policy")).isEmpty();
  }

  @Test
  void noSpellingOfAPathGoesRoundItsRule() {
    String[] spellings = {"/repos/acme/a", "/api/v3/repos/acme/a", "/%72epos/ACME/a"};
    for (String spelling : spellings) {
      assertThat(raw(spelling).status()).isNotEqualTo(429);
    }
    for (String spelling : spellings) {
      assertThat(raw(spelling).status()).isEqualTo(429);
    }
  }

  private RawHttp raw(String target) {
    return RawHttp.exchange(
        mirror.url(), "GET " + target + " HTTP/1.1", "Host: mirror", "Connection: close");
  }

  @Test
  void aShadowRuleRefusesNothingAndIsCounted() {
    for (int i = 0; i < 5; i++) {
      HttpResponse<String> answer = mirror.get("/repos/shadowed/x", "ghp_shadow");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(field(answer, "RateLimit-Policy")).isEmpty();
    }
    String metrics = mirror.get("/metrics", "").body();
    assertThat(metrics)
        .contains("rate_limit_requests_total{limit_type=\"global\",rule=\"trial\"} 5.0")
        .contains("rate_limit_shadow_rejected_total{limit_type=\"global\",rule=\"trial\"} 4.0")
        .contains("rate_limit_rejected_total{limit_type=\"global\",rule=\"trial\"} 0.0")
        .contains("rate_limit_current_usage{limit_type=\"global\",rule=\"trial\"} 1.0");
    clock.advance(Duration.ofSeconds(30));
    assertThat(mirror.get("/metrics", "").body())
        .as("usage falls as the bucket fills")
        .contains("rate_limit_current_usage{limit_type=\"global\",rule=\"trial\"} 0.5");
  }

  @Test
  void eachValueOfAHeaderHasABucket() {
    for (int i = 0; i < 2; i++) {
      assertThat(team("red")).isEqualTo(200);
      assertThat(team("blue")).isEqualTo(200);
    }
    assertThat(team("red")).isEqualTo(429);
    assertThat(team("green")).isEqualTo(200);
    assertThat(mirror.send("POST", "/repos/team/x/issues", "", "{}").statusCode())
        .as("another method")
        .isNotEqualTo(429);
  }

  private int team(String team) {
    return mirror.get("/repos/team/x", "ghp_team", "X-Team", team).statusCode();
  }

  @Test
  void callersBehindAProxyAreToldApartAndNobodyNamesAnother() {
    for (int i = 0; i < 3; i++) {
      assertThat(behind("203.0.113.1")).isEqualTo(200);
    }
    assertThat(behind("203.0.113.1")).isEqualTo(429);
    assertThat(behind("203.0.113.2")).isEqualTo(200);
    assertThat(behind("203.0.113.77, 203.0.113.1")).as("what he says of himself").isEqualTo(429);
    assertThat(behind("192.0.2.7, 203.0.113.1")).as("an allowed one's name").isEqualTo(429);
  }

  @Test
  void allowedAddressesAndKeysAreNeverLimited() {
    for (int i = 0; i < 10; i++) {
      assertThat(behind("192.0.2.7")).isEqualTo(200);
      assertThat(mirror.get("/repos/acme/h", "ghp_x", "X-Headgate-Key", KEY).statusCode())
          .isEqualTo(200);
    }
  }

  private int behind(String forwarded) {
    return mirror.get("/repos/acme/hello", "ghp_b", "X-Forwarded-For", forwarded).statusCode();
  }

  @Test
  void aCallerIsHisKeyElseHisAddress() {
    for (int i = 0; i < 5; i++) {
      assertThat(metrics("X-Forwarded-For", "203.0.113.5")).isEqualTo(200);
    }
    assertThat(metrics("X-Forwarded-For", "203.0.113.5")).isEqualTo(429);
    for (int i = 0; i < 5; i++) {
      assertThat(keyed("203.0.113." + (5 + i))).isEqualTo(200);
    }
    assertThat(keyed("203.0.113.200")).as("the key's own five are spent").isEqualTo(429);
  }

  private int keyed(String address) {
    return metrics("X-Forwarded-For", address, "X-Headgate-Key", "another-key-0123456789");
  }

  private int metrics(String... fields) {
    return mirror.get("/api/v1/metrics", "", fields).statusCode();
  }
}
