package dev.headgate.server.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.identity.Redactor;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.LoadedConfiguration;
import dev.headgate.runtime.configuration.LoggingSettings;
import dev.headgate.runtime.logging.Logging;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the server shows of itself, and what callers can make it write. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DisclosureTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ADMIN = "secret-of-the-administrator";
  private static final String[] SETTINGS = {
    "LOG_FORMAT", "json",
    "HEADGATE_ADMIN_TOKEN", ADMIN,
    "HEADGATE_API_KEYS", "ci:secret-of-the-builders",
    "GITHUB_TOKEN", "secret-of-the-gateway",
    "GITHUB_WEBHOOK_SECRET", "secret-of-the-hook-1,secret-of-the-hook-2",
    "CALLBACK_SECRET", "secret-of-callbacks",
    "CALLBACK_ALLOWED_HOSTS", "hooks.example"
  };

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final LoadedConfiguration loaded = loaded();
  private Logging logging;
  private MirrorFixture mirror;

  private static LoadedConfiguration loaded() {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < SETTINGS.length; i += 2) {
      environment.put(SETTINGS[i], SETTINGS[i + 1]);
    }
    return ConfigurationLoader.load(environment, null);
  }

  @BeforeAll
  void start() {
    logging = Logging.start(loaded.configuration().logging(), loaded.redactor(), out);
    mirror = MirrorFixture.start(SETTINGS);
  }

  @AfterAll
  @SuppressWarnings("resource")
  void close() {
    mirror.close();
    logging.close();
    Logging.start(LoggingSettings.DEFAULTS, Redactor.FORMS, System.err);
  }

  @Test
  void noPageShowsASecretToAnybody() throws JsonProcessingException {
    mirror.get("/repos/octo/r", "", "X-Headgate-Key", "secret-of-the-builders");
    mirror.send("POST", "/webhooks/github", "", "{}", "X-GitHub-Event", "ping");
    JsonNode paths = JSON.readTree(mirror.get("/api/v1/openapi.json", "").body()).path("paths");
    StringBuilder shown = new StringBuilder(loaded.configuration().toString());
    shown.append(loaded.effective());
    int pages = 0;
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      if (path.getValue().has("get")
          && !path.getKey().contains("{")
          && !path.getKey().equals("/api/v1/stream")) {
        HttpResponse<String> page = mirror.get(path.getKey(), ADMIN);
        shown.append(page.headers().map()).append(page.body());
        pages++;
      }
    }

    assertThat(pages).isGreaterThan(10);
    assertThat(shown.toString()).doesNotContain("secret-of");
  }

  @Test
  void anErrorTellsNothingOfTheMachine() {
    for (String request :
        List.of(
            "GET /api/v1/nothing",
            "GET /api/v1/limits/%2F..%2Fetc",
            "PUT /api/v1/limits/x",
            "GET /api/v1/audit?limit=x",
            "TRACE /",
            "GET /api/v1/tasks/%27%20OR%201=1",
            "BREW /api/v1/health")) {
      RawHttp answer =
          RawHttp.exchange(
              mirror.url(),
              request + " HTTP/1.1",
              "Host: m",
              "Authorization: Bearer " + ADMIN,
              "Connection: close");

      assertThat(answer.status()).as(request).isBetween(400, 499);
      assertThat(answer.head() + answer.body())
          .as(request)
          .doesNotContainIgnoringCase("jetty")
          .doesNotContainIgnoringCase("exception")
          .doesNotContain("\tat ", "dev.headgate", "java.", System.getProperty("user.dir"));
    }
  }

  @Test
  void noCallerWritesALineOfHisOwnInTheLog() {
    String forged = "{\\\"level\\\":\\\"INFO\\\"}";
    RawHttp.send(
        mirror.url(),
        ("GET /repos/octo/forger?a=%0d%0aforged%1b%5b31m HTTP/1.1\r\nHost: m\r\nUser-Agent: a"
                + forged
                + "\u001b]0;title\u0007\u0085\u2028\r\nX-Request-ID: forged id\u001b[2J\r\n"
                + "Connection: close\r\n\r\n")
            .replace("\u2028", "\u00e2\u0080\u00a8"));
    RawHttp.exchange(
        mirror.url(),
        "GET /repos/octo/forger2 HTTP/1.1",
        "Host: m",
        "User-Agent: x\",\"level\":\"FATAL",
        "X-Request-ID: a\",\"b\":\"c",
        "Connection: close");
    mirror.get("/repos/octo/last", "");
    await().atMost(Duration.ofSeconds(40)).until(() -> logged().contains("octo/last"));

    assertThat(logged().lines())
        .allSatisfy(line -> {
          JsonNode event = JSON.readTree(line);
          assertThat(event.isObject()).isTrue();
          assertThat(event.path("level").asText()).isIn("INFO", "WARN");
          assertThat(line).doesNotContain("\u001b", "\u0007", "\u0085", "\u2028");
        });
  }

  @Test
  void ownAnswersAreForNoPageToShowOrToGuessAt() {
    for (String path :
        List.of("/healthz", "/metrics", "/api/v1/quotas", "/api/v1/nothing", "/api/v1/audit")) {
      HttpResponse<String> answer = mirror.get(path, ADMIN);
      assertThat(answer.headers().map())
          .as(path)
          .containsEntry("X-Content-Type-Options", List.of("nosniff"))
          .containsEntry("X-Frame-Options", List.of("DENY"))
          .containsEntry("Referrer-Policy", List.of("no-referrer"));
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'", "frame-ancestors 'none'");
      assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    }
  }

  private String logged() {
    String written = out.toString(UTF_8);
    return written.substring(0, written.lastIndexOf('\n') + 1);
  }
}
