package dev.headgate.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.identity.Redactor;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.LoadedConfiguration;
import dev.headgate.runtime.configuration.LoggingSettings;
import dev.headgate.runtime.logging.Logging;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One line per request, and no secret in it or anywhere else. */
class AccessLogTest {
  private static final String ADMIN = "admin-token-0123456789abcdef";
  private static final String KEY = "api-key-0123456789abcdef";
  private static final String OWN = "ghp_" + "o".repeat(36);
  private static final List<String> TOKENS =
      List.of(
          "ghp_" + "a".repeat(36),
          "gho_" + "b".repeat(36),
          "ghu_" + "c".repeat(36),
          "ghr_" + "d".repeat(76),
          "ghs_12345_" + "e".repeat(200) + "." + "f".repeat(200) + "." + "g-h_".repeat(25),
          "github_pat_" + "i".repeat(22) + "_" + "j".repeat(59));
  private static final JsonMapper JSON = new JsonMapper();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final String[] settings = {
    "LOG_FORMAT",
    "json",
    "GITHUB_TOKEN",
    OWN,
    "HEADGATE_ADMIN_TOKEN",
    ADMIN,
    "HEADGATE_API_KEYS",
    "ci:" + KEY
  };
  private final LoadedConfiguration loaded = loaded();
  private final Logging logging =
      Logging.start(loaded.configuration().logging(), loaded.redactor(), out);

  private LoadedConfiguration loaded() {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    return ConfigurationLoader.load(environment, null);
  }

  /** The tests that follow log as those before did. */
  @AfterEach
  @SuppressWarnings("resource")
  void restore() {
    logging.close();
    Logging.start(LoggingSettings.DEFAULTS, Redactor.FORMS, System.err);
  }

  @Test
  void everyRequestHasOneLineWithItsOutcome() throws JsonProcessingException {
    try (MirrorFixture mirror = MirrorFixture.start(settings)) {
      mirror.get("/repos/octo/logged?per_page=5", TOKENS.getFirst(), "X-Request-ID", "one");
      mirror.get("/repos/octo/logged?per_page=5", TOKENS.getFirst(), "X-Request-ID", "two");
      mirror.get("/repos/octo/missing-one", TOKENS.getFirst(), "X-Request-ID", "three");
      mirror.get("/healthz", "", "X-Request-ID", "four", "User-Agent", "probe/1\t\"x\"");
      mirror.get("/repos/octo/logged", "", "X-Request-ID", "five", "X-Headgate-Key", "wrong");
      mirror.get("/repos/octo/logged", "", "X-Request-ID", "six", "X-Headgate-Key", KEY);
    }
    JsonNode one = line("one");
    assertThat(one.path("method").asText()).isEqualTo("GET");
    assertThat(one.path("path").asText()).isEqualTo("/repos/octo/logged");
    assertThat(one.path("query").asText()).isEqualTo("per_page=5");
    assertThat(one.path("status").asInt()).isEqualTo(200);
    assertThat(one.path("cache").asText()).isEqualTo("ONLINE_MISS");
    assertThat(one.path("duration_ms").asDouble()).isPositive();
    assertThat(one.path("client_ip").asText()).isEqualTo("127.0.0.1");
    assertThat(one.path("user").asText()).isNotEmpty().doesNotContain("ghp_");
    assertThat(one.path("user_agent").asText()).startsWith("Java-http-client");
    assertThat(line("two").path("cache").asText()).isEqualTo("ONLINE_HIT");
    assertThat(line("three").path("status").asInt()).isEqualTo(404);
    assertThat(line("four").path("cache").asText()).isEqualTo("-");
    assertThat(line("five").path("status").asInt()).isEqualTo(401);
    assertThat(line("six").path("user").asText()).isEqualTo("ci");
  }

  @Test
  void aRequestThatIsRefusedUnreadHasOneLineTooUnderTheIdOfItsAnswer()
      throws JsonProcessingException {
    Map<Integer, String> ids = new HashMap<>();
    try (MirrorFixture mirror = MirrorFixture.start(settings)) {
      for (String start :
          List.of("GET /bad//path HTTP/1.1", "GET /%zz HTTP/1.1", "GET b HTTP/3.7")) {
        RawHttp answer = RawHttp.exchange(mirror.url(), start, "Host: m", "Connection: close");
        ids.put(answer.status(), answer.values("X-Request-ID").getFirst());
      }
      RawHttp large =
          RawHttp.exchange(
              mirror.url(), "GET /x HTTP/1.1", "Host: m", "X-Large: " + "l".repeat(40_000));
      ids.put(large.status(), large.values("X-Request-ID").getFirst());
      RawHttp heavy =
          RawHttp.exchange(
              mirror.url(), "POST /x HTTP/1.1", "Host: m", "Content-Length: 1" + "0".repeat(9));
      ids.put(heavy.status(), heavy.values("X-Request-ID").getFirst());
    }
    assertThat(ids).containsOnlyKeys(400, 505, 431, 413);
    for (Map.Entry<Integer, String> refused : ids.entrySet()) {
      JsonNode line = line(refused.getValue());
      assertThat(line.path("status").asInt()).isEqualTo(refused.getKey());
      assertThat(line.path("client_ip").asText()).isEqualTo("127.0.0.1");
      assertThat(line.path("message").asText()).isEqualTo("request refused");
    }
  }

  @Test
  void plantedSecretsAppearNowhere() {
    StringBuilder shown = new StringBuilder();
    try (MirrorFixture mirror = MirrorFixture.start(settings)) {
      for (String token : TOKENS) {
        shown.append(
            planted(mirror, "GET /repos/octo/missing-" + token + "?access_token=" + token, token));
        shown.append(planted(mirror, "GET /api/v1/" + token + "?x=" + token, token));
        shown.append(planted(mirror, "POST /api/v1/health?t=" + token, token));
        shown.append(planted(mirror, "GET /bad//" + token, token));
        shown.append(planted(mirror, "GET /" + token + "%zz", token));
      }
      for (String secret : List.of(ADMIN, KEY, OWN)) {
        shown.append(planted(mirror, "GET /repos/octo/missing?x=" + secret, secret));
      }
      mirror.get("/healthz", "", "X-Request-ID", TOKENS.getFirst());
      mirror.github().play(Scenario.of(Scenario.Kind.RESET_CONNECTION));
      shown.append(planted(mirror, "GET /repos/octo/broken?x=" + TOKENS.get(1), TOKENS.get(1)));
      shown.append(mirror.get("/metrics", "").body());
      shown.append(mirror.get("/api/v1/health", "").body());
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> out.toString(UTF_8).contains("octo/broken"));
    }
    String logged = out.toString(UTF_8);

    assertThat(logged).contains("octo/broken").contains("access_token=");
    List<String> secrets = new ArrayList<>(TOKENS);
    secrets.addAll(List.of(ADMIN, KEY, OWN));
    for (String secret : secrets) {
      assertThat(logged.lines().filter(line -> line.contains(secret.substring(0, 20))))
          .as("lines that show a secret")
          .isEmpty();
      assertThat(shown.toString()).doesNotContain(secret);
    }
  }

  private static String planted(MirrorFixture mirror, String line, String secret) {
    RawHttp answer =
        RawHttp.exchange(
            mirror.url(),
            line + " HTTP/1.1",
            "Host: mirror",
            "Authorization: token " + secret,
            "User-Agent: agent/" + secret,
            "Referer: https://example.org/" + secret,
            "Connection: close");
    return answer.values("X-Cache") + answer.body();
  }

  /** The access line of the request with that id; fails unless there is exactly one. */
  private JsonNode line(String id) throws JsonProcessingException {
    await().atMost(Duration.ofSeconds(10)).until(() -> !lines(id).isEmpty());
    List<JsonNode> lines = lines(id);
    assertThat(lines).as(id).hasSize(1);
    return lines.getFirst();
  }

  private List<JsonNode> lines(String id) throws JsonProcessingException {
    List<JsonNode> lines = new ArrayList<>();
    String written = out.toString(UTF_8);
    for (String line : written.substring(0, written.lastIndexOf('\n') + 1).lines().toList()) {
      JsonNode event = JSON.readTree(line);
      if (event.path("logger_name").asText().equals(Logging.ACCESS)
          && event.path("request_id").asText().equals(id)) {
        lines.add(event);
      }
    }
    return lines;
  }
}
