package dev.headgate.server.configuration;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The configuration of one server in production, changed while it runs. */
class ConfigEndpointsTest {
  private static final String ADMIN = "an-administrators-token";
  private static final String PATH = "/api/v1/config";
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> CHANGED = new ArrayList<>();

  private static MirrorFixture server;

  @BeforeAll
  static void start() {
    server =
        MirrorFixture.configured(
            InstantSource.system(),
            """
            rate-limit:
              window: 1h
            log:
              levels: {dev.headgate.some: warn}
            """,
            "HEADGATE_PRESET",
            "production",
            "SERVER_HOST",
            "127.0.0.1",
            "HEADGATE_ADMIN_TOKEN",
            ADMIN,
            "HEADGATE_API_KEYS",
            "ci:a-key-of-some-length",
            "GITHUB_WEBHOOK_SECRET",
            "a-secret-of-webhooks",
            "RATE_LIMIT_DEFAULT",
            "90");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void takeBack() {
    for (String key : CHANGED) {
      assertThat(patch("{\"%s\": null}".formatted(key)).statusCode()).isEqualTo(200);
    }
    CHANGED.clear();
  }

  private static HttpResponse<String> patch(String body, String... fields) {
    return server.send("PATCH", PATH, ADMIN, body, fields);
  }

  /** Changes one setting until the test ends. */
  private static void set(String key, String json) {
    HttpResponse<String> answer = patch("{\"%s\": %s}".formatted(key, json));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    CHANGED.add(key);
  }

  private static JsonNode settings() {
    return json(server.get(PATH, ADMIN)).path("settings");
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException none) {
      throw new AssertionError(answer.body(), none);
    }
  }

  private static String limit() {
    return field(server.get("/api/v1/cache", ADMIN), "X-RateLimit-Limit");
  }

  @Test
  void showsEveryValueWithItsOriginAndMasksSecrets() {
    HttpResponse<String> answer = server.get(PATH, ADMIN);
    JsonNode settings = json(answer).path("settings");
    assertThat(settings.at("/rate-limit.default").toString())
        .isEqualTo(
            """
            {"value":"90","origin":"environment","source":"environment RATE_LIMIT_DEFAULT",\
            "at_run_time":true}\
            """);
    assertThat(settings.at("/rate-limit.window/origin").asText()).isEqualTo("file");
    assertThat(settings.at("/rate-limit.enabled/origin").asText()).isEqualTo("preset");
    assertThat(settings.at("/request-timeout/origin").asText()).isEqualTo("default");
    assertThat(settings.at("/server.port/at_run_time").asBoolean()).isFalse();
    assertThat(answer.body()).doesNotContain(ADMIN, "a-key-of-some-length", "a-secret-of-webhooks");
    assertThat(field(answer, "ETag")).matches("\"[0-9]+\"");
  }

  @Test
  void isForTheAdministratorOnly() {
    assertThat(server.get(PATH, "").statusCode()).isEqualTo(401);
    assertThat(server.get(PATH, "", "X-Headgate-Key", "a-key-of-some-length").statusCode())
        .isEqualTo(403);
    assertThat(server.send("PATCH", PATH, "", "{\"rate-limit.default\": 1}").statusCode())
        .isEqualTo(401);
    assertThat(limit()).isEqualTo("90");
  }

  @Test
  void aLimitHoldsAtOnceAndIsTakenBackWithNull() {
    set("rate-limit.default", "50");
    assertThat(limit()).isEqualTo("50");
    JsonNode setting = settings().at("/rate-limit.default");
    assertThat(setting.path("origin").asText()).isEqualTo("run-time");
    assertThat(setting.path("until").asText()).isEqualTo("restart");
    assertThat(patch("{\"RATE_LIMIT_DEFAULT\": null}").statusCode()).isEqualTo(200);
    assertThat(limit()).isEqualTo("90");
    assertThat(settings().at("/rate-limit.default").has("until")).isFalse();
  }

  @Test
  void limitsGoOffAndOnAndLetTheAllowListPass() {
    set("RATE_LIMIT_ENABLED", "false");
    assertThat(limit()).isEmpty();
    set("rate-limit.enabled", "true");
    assertThat(limit()).isEqualTo("90");
    assertThat(patch("{\"rate-limit\": {\"allow-list\": [\"127.0.0.1\"]}}").statusCode())
        .isEqualTo(200);
    CHANGED.add("rate-limit.allow-list");
    assertThat(limit()).isEmpty();
  }

  @Test
  void aLoggersLevelChangesAndGoesBack() {
    assertThat(LoggerFactory.getLogger("dev.headgate.x").isTraceEnabled()).isFalse();
    HttpResponse<String> answer = patch("{\"log.levels.dev.headgate.x\": \"trace\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).at("/settings/log.levels/value").asText())
        .isEqualTo("dev.headgate.some:warn,dev.headgate.x:trace");
    assertThat(LoggerFactory.getLogger("dev.headgate.x.y").isTraceEnabled()).isTrue();
    assertThat(LoggerFactory.getLogger("dev.headgate.some").isInfoEnabled()).isFalse();
    assertThat(
            json(patch("{\"log.levels\": {\"dev.headgate.x\": null}}"))
                .at("/settings/log.levels/value")
                .asText())
        .isEqualTo("dev.headgate.some:warn");
    patch("{\"log.levels\": null}");
    assertThat(LoggerFactory.getLogger("dev.headgate.x.y").isTraceEnabled()).isFalse();
    set("log.level", "\"error\"");
    assertThat(LoggerFactory.getLogger("com.example").isWarnEnabled()).isFalse();
  }

  @Test
  void tellsEveryMistakeAtOnceAndChangesNothing() {
    HttpResponse<String> answer =
        patch(
            """
            {"rate-limit.default": 0, "rate-limit.windwo": "1m", "SERVER_PORT": 9,
             "cache.freshness": "sometimes", "request-timeout": "7s"}
            """);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("rate-limit.windwo (expected: a known setting); did you mean rate-limit.window?")
        .contains("SERVER_PORT (expected: a setting that can be changed while the process runs)")
        .contains("rate-limit.default: 0 (expected: a whole number, at least 1)")
        .contains("cache.freshness: sometimes (expected: revalidate | max-age | webhook)");
    assertThat(json(answer).path("errors")).hasSize(4);
    assertThat(limit()).isEqualTo("90");
    assertThat(settings().at("/request-timeout/value").asText()).isEqualTo("30s");
  }

  @Test
  void refusesWhatTheStartWouldRefuse() {
    HttpResponse<String> origins = patch("{\"cors.allowed-origins\": \"*\"}");
    assertThat(origins.statusCode()).isEqualTo(422);
    assertThat(origins.body()).contains("named origins in production");
    HttpResponse<String> order = patch("{\"retry.base-delay\": \"10s\"}");
    assertThat(order.statusCode()).isEqualTo(422);
    assertThat(order.body()).contains("at least retry.base-delay, PT10S");
    HttpResponse<String> wire = patch("{\"log.levels.okhttp3.internal\": \"debug\"}");
    assertThat(wire.statusCode()).isEqualTo(422);
  }

  @Test
  void aChangeMadeAgainstAnotherRevisionIsRefused() {
    String tag = field(server.get(PATH, ADMIN), "ETag");
    set("request-timeout", "\"20s\"");
    HttpResponse<String> late = patch("{\"request-timeout\": \"10s\"}", "If-Match", tag);
    assertThat(late.statusCode()).isEqualTo(412);
    assertThat(settings().at("/request-timeout/value").asText()).isEqualTo("20s");
    String fresh = field(server.get(PATH, ADMIN), "ETag");
    assertThat(patch("{\"request-timeout\": \"10s\"}", "If-Match", fresh).statusCode())
        .isEqualTo(200);
    assertThat(patch("{\"request-timeout\": 1}", "If-Match", "no tag").statusCode()).isEqualTo(400);
  }

  @Test
  void whoChangedWhatIsInTheAudit() {
    set("github.rate-limit.reserve-percent", "15");
    assertThat(server.get("/api/v1/audit?action=config.changed", ADMIN).body())
        .contains("\"actor\":\"admin\"")
        .contains("\"subject\":\"github.rate-limit.reserve-percent\"")
        .contains("10 → 15 (until restart)");
  }

  @Test
  void nothingPersistsInMemory() {
    HttpResponse<String> answer =
        server.send("PATCH", PATH + "?persist=true", ADMIN, "{\"request-timeout\": \"9s\"}");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).contains("configuration file");
  }

  @Test
  void refusesWhatIsNoChange() {
    assertThat(patch("[]").statusCode()).isEqualTo(422);
    assertThat(patch("{}").statusCode()).isEqualTo(422);
    assertThat(patch("{").statusCode()).isEqualTo(400);
    HttpResponse<String> twice = patch("{\"rate-limit.default\": 5, \"RATE_LIMIT_DEFAULT\": 6}");
    assertThat(twice.statusCode()).isEqualTo(422);
    assertThat(twice.body()).contains("each setting once");
  }

  @Test
  void capsOnJobsAreTheSameHereAndThere() {
    set("MAX_CONCURRENT_JOBS", "3");
    assertThat(json(server.get("/api/v1/jobs", ADMIN)).at("/caps/total").asInt()).isEqualTo(3);
    HttpResponse<String> put =
        server.send("PUT", "/api/v1/jobs", ADMIN, "{\"total\": 4, \"namespaces\": {\"a\": 2}}");
    assertThat(put.statusCode()).isEqualTo(200);
    CHANGED.addAll(List.of("jobs.max-per-namespace", "jobs.at-capacity"));
    assertThat(settings().at("/max-concurrent-jobs/value").asText()).isEqualTo("4");
    assertThat(settings().at("/jobs.max-per-namespace/value").asText()).isEqualTo("a:2");
  }
}
