package dev.headgate.server.limit;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.ManualTime;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators see of the limits and change while the server runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitEndpointsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String LIMITS = "/api/v1/limits";

  private final ManualTime clock = new ManualTime(Instant.parse("2026-11-21T10:00:00Z"));
  private final MirrorFixture mirror =
      MirrorFixture.configured(
          clock,
          """
          rate-limit:
            enabled: true
            default: 10000
            rules:
              - {name: acme, match: {path: "/repos/acme/**"}, permits: 4, per: 1m, burst: 4}
          """);

  @AfterAll
  void close() {
    mirror.close();
  }

  @BeforeEach
  void allBucketsFill() {
    clock.advance(Duration.ofHours(1));
  }

  private JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(answer.body(), malformed);
    }
  }

  private HttpResponse<String> put(String rule, String body) {
    return mirror.send("PUT", LIMITS + "/" + rule, "", body);
  }

  private int acme() {
    return mirror.get("/repos/acme/hello", "ghp_acme").statusCode();
  }

  @Test
  void listsTheRulesWithTheirOriginAndHowFullTheSharedOnesAre() {
    acme();
    JsonNode rules = json(mirror.get(LIMITS, "")).path("rules");
    assertThat(rules.findValuesAsText("name"))
        .contains("acme", "events", "build-start", "third-party", "api", "health", "webhooks");
    JsonNode acme = json(mirror.get(LIMITS + "/acme", ""));
    assertThat(acme.path("origin").asText()).isEqualTo("configuration");
    assertThat(acme.path("match").path("path").asText()).isEqualTo("/repos/acme/**");
    assertThat(acme.path("key").asText()).isEqualTo("global");
    assertThat(acme.path("permits").asInt()).isEqualTo(4);
    assertThat(acme.path("mode").asText()).isEqualTo("enforce");
    assertThat(acme.path("on-store-failure").asText()).isEqualTo("local");
    assertThat(acme.path("remaining").asInt()).isEqualTo(3);
    assertThat(acme.path("reset").asText()).isEqualTo(clock.instant().plusSeconds(15).toString());
    assertThat(json(mirror.get(LIMITS + "/api", "")).has("remaining"))
        .as("callers' own buckets are not added up")
        .isFalse();
    assertThat(mirror.get(LIMITS + "/nothing", "").statusCode()).isEqualTo(404);
  }

  @Test
  void aChangeHoldsAtOnceAndKeepsWhatWasSpentUntilItIsTakenBack() {
    for (int i = 0; i < 3; i++) {
      assertThat(acme()).isEqualTo(200);
    }
    HttpResponse<String> changed =
        put(
            "acme",
            """
            {"match": {"path": "/repos/acme/**"}, "permits": 4, "per": "1m", "burst": 3}
            """);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(json(changed).path("origin").asText()).isEqualTo("run-time");
    assertThat(acme()).as("three of three are spent").isEqualTo(429);

    HttpResponse<String> taken = mirror.send("DELETE", LIMITS + "/acme", "", "");
    assertThat(taken.statusCode()).isEqualTo(204);
    assertThat(acme()).as("the fourth of four").isEqualTo(200);
    assertThat(acme()).isEqualTo(429);
    assertThat(json(mirror.get(LIMITS + "/acme", "")).path("origin").asText())
        .isEqualTo("configuration");
    assertThat(mirror.send("DELETE", LIMITS + "/acme", "", "").statusCode()).isEqualTo(409);
    assertThat(mirror.send("DELETE", LIMITS + "/nothing", "", "").statusCode()).isEqualTo(404);
  }

  @Test
  void aNewRuleIsMadeAndGoesAgain() {
    HttpResponse<String> made =
        put(
            "by-team",
            """
            {"name": "by-team", "match": {"methods": ["GET"], "path": "/repos/new/*"},
             "key": "header:X-Team", "permits": 1, "per": 60, "mode": "enforce",
             "on-store-failure": "closed", "leased": true}
            """);
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(json(made).path("per").asText()).isEqualTo("PT1M");
    assertThat(json(made).path("leased").asBoolean()).isTrue();
    assertThat(mirror.get("/repos/new/x", "ghp_n", "X-Team", "a").statusCode()).isEqualTo(200);
    assertThat(mirror.get("/repos/new/x", "ghp_n", "X-Team", "a").statusCode()).isEqualTo(429);
    assertThat(mirror.send("DELETE", LIMITS + "/by-team", "", "").statusCode()).isEqualTo(204);
    assertThat(mirror.get("/repos/new/x", "ghp_n", "X-Team", "a").statusCode()).isEqualTo(200);
    assertThat(mirror.get(LIMITS + "/by-team", "").statusCode()).isEqualTo(404);
  }

  @Test
  void namesEveryMistakeAtOnceAndChangesNothing() {
    HttpResponse<String> refused =
        put(
            "acme",
            """
            {"name": "other", "match": {"path": "repos", "methods": ["G T"]}, "key": "everyone",
             "permits": 0, "per": "soon", "mode": "maybe", "on-store-failure": "panic",
             "leased": 7, "burts": 3}
            """);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(field(refused, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(json(refused).path("errors"))
        .extracting(JsonNode::asText)
        .anyMatch(error -> error.startsWith("name: other (expected: the name in the path, acme)"))
        .anyMatch(error -> error.startsWith("match.path: repos (expected: "))
        .anyMatch(error -> error.startsWith("match.methods: G T (expected: "))
        .anyMatch(error -> error.startsWith("key: everyone (expected: global, ip, user"))
        .anyMatch(error -> error.startsWith("permits: 0 (expected: "))
        .anyMatch(error -> error.startsWith("per: soon (expected: "))
        .anyMatch(error -> error.startsWith("mode: maybe (expected: enforce or shadow)"))
        .anyMatch(error -> error.startsWith("on-store-failure: panic (expected: local, open"))
        .anyMatch(error -> error.startsWith("leased: 7 (expected: true or false)"))
        .anyMatch(error -> error.startsWith("burts (expected: ") && error.contains("burst?"));
    assertThat(json(mirror.get(LIMITS + "/acme", "")).path("origin").asText())
        .isEqualTo("configuration");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 400",
        "{ | 400",
        "[] | 422",
        "7 | 422",
        "{\"permits\": 1, \"permits\": 2, \"per\": \"1s\"} | 400",
        "{\"permits\": 1} | 422",
        "{\"permits\": 99999999999, \"per\": \"1ms\"} | 422",
        "{\"permits\": 1, \"per\": \"1s\"} {} | 400",
      })
  void refusesBodiesThatAreNoRule(String body, int status) {
    assertThat(put("acme", body).statusCode()).isEqualTo(status);
  }

  @Test
  void refusesBodiesThatAreTooLarge() {
    HttpResponse<String> refused = put("acme", "{\"x\": \"" + "y".repeat(70_000) + "\"}");
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(json(refused).path("detail").asText()).contains("65536 bytes");
    String deep = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);
    assertThat(put("acme", deep).statusCode()).isEqualTo(400);
    assertThat(put("no%20name", "{\"permits\": 1, \"per\": \"1s\"}").statusCode()).isEqualTo(422);
  }

  @Test
  void explainsWithoutSpending() {
    acme();
    JsonNode rule =
        json(
            put(
                "third",
                """
                {"match": {"path": "/repos/acme/**"}, "key": "third-party", "permits": 1, "per": "1m"}
                """));
    assertThat(rule.path("name").asText()).isEqualTo("third");
    String query =
        LIMITS
            + "/explain?method=GET&path=/repos/ACME/hello&ip=203.0.113.77&caller=somebody"
            + "&third_party=secret-partner&event_type=x";
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> answer = mirror.get(query, "");
      assertThat(answer.statusCode()).isEqualTo(200);
      JsonNode explained = json(answer);
      assertThat(explained.path("admitted").asBoolean()).isTrue();
      assertThat(explained.path("exempt").asBoolean()).isFalse();
      JsonNode acme = explained.path("rules").path(0);
      assertThat(acme.path("rule").asText()).isEqualTo("acme");
      assertThat(acme.path("key").asText()).isEqualTo("global");
      assertThat(acme.path("remaining").asInt()).isEqualTo(3);
      assertThat(acme.path("admits").asBoolean()).isTrue();
      assertThat(acme.path("retry_after").asInt()).isZero();
      JsonNode third = explained.path("rules").path(1);
      assertThat(third.path("key").asText()).isEqualTo("third-party");
      assertThat(third.path("remaining").asInt()).isEqualTo(1);
      assertThat(answer.body()).doesNotContain("secret-partner").doesNotContain("203.0.113.77");
    }
    mirror.send("DELETE", LIMITS + "/third", "", "");
    for (int i = 0; i < 3; i++) {
      assertThat(acme()).isEqualTo(200);
    }
    JsonNode full = json(mirror.get(LIMITS + "/explain?path=/repos/acme/hello", ""));
    assertThat(full.path("admitted").asBoolean()).isFalse();
    assertThat(full.path("rules").path(0).path("retry_after").asInt()).isEqualTo(15);
  }

  @ParameterizedTest
  @CsvSource({
    "/explain, 400",
    "/explain?path=repos, 400",
    "/explain?path=/a&path=/b, 400",
    "/explain?path=/a&ip=localhost, 400",
    "/explain?path=%zz, 400",
  })
  void refusesToExplainNothing(String query, int status) {
    assertThat(mirror.get(LIMITS + query.replace("%zz", "%C3%28"), "").statusCode())
        .isEqualTo(status);
  }
}
