package dev.headgate.server.security;

import static dev.headgate.server.testing.MirrorFixture.field;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.server.testing.CannedGitHub;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attempts to have the gateway call another host than GitHub, by what GitHub answers and by what
 * callers hand in. Callbacks have tests of their own ({@code CallbacksTest}), and so have the
 * redirects of artifacts ({@code RedirectTest}).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ElsewhereTest {
  private static final String KEY = "a-key-of-the-builders";
  private static final String LENT = "ghp_thegateways";

  private final CannedGitHub elsewhere =
      CannedGitHub.answering("HTTP/1.1 200 OK", "Content-Length: 2", "", "[]");
  private final String body = "{\"url\":\"" + elsewhere.url() + "/body\"}";
  private final CannedGitHub github =
      CannedGitHub.answering(
          "HTTP/1.1 302 Found",
          "Location: " + elsewhere.url() + "/followed?sig=1",
          "Link: <" + elsewhere.url() + "/linked>; rel=\"next\"",
          "Refresh: 0; url=" + elsewhere.url() + "/refreshed",
          "Content-Type: application/json",
          "Content-Length: " + body.getBytes(UTF_8).length,
          "Connection: close",
          "",
          body);
  private MirrorFixture mirror;

  @BeforeAll
  void start() {
    mirror =
        MirrorFixture.start(
            "GITHUB_API_URL",
            github.url(),
            "GITHUB_TOKEN",
            LENT,
            "HEADGATE_API_KEYS",
            "ci:" + KEY,
            "CALLBACK_SECRET",
            "the-secret-of-callbacks",
            "CALLBACK_ALLOWED_HOSTS",
            "hooks.example");
  }

  @AfterAll
  void close() {
    mirror.close();
    github.close();
    elsewhere.close();
  }

  @Test
  void aRedirectIsPassedOnAndNotFollowed() {
    for (String token : new String[] {"", "ghp_callers"}) {
      HttpResponse<String> answer = mirror.get("/repos/octo/moved", token, "X-Headgate-Key", KEY);

      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(field(answer, "Location")).isEqualTo(elsewhere.url() + "/followed?sig=1");
      assertThat(field(answer, "Link")).contains(elsewhere.url() + "/linked");
      assertThat(answer.body()).as("left as it is").isEqualTo(body);
    }
    assertThat(elsewhere.heads("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://%s/x",
        "//%s/x",
        "\\\\\\\\%s/x",
        "/\\\\%s/x",
        "@%s/x",
        ":@%s/x",
        ".%s/x",
        "%s/x",
        "http:%s",
        "/../..//%s/x",
        "/x HTTP/1.1\\r\\nHost: %s",
        "/x\\u0000",
        "/x#y",
        "",
      })
  void aTaskCannotNameAnotherHost(String path) {
    String target = path.formatted(elsewhere.url().substring("http://".length()));
    String payload = "{\"method\":\"GET\",\"path\":\"%s\"}".formatted(target);

    HttpResponse<String> task =
        post("/api/v1/tasks", "{\"kind\":\"github-request\",\"payload\":%s}".formatted(payload));
    HttpResponse<String> batch = post("/api/v1/batches", "{\"requests\":[%s]}".formatted(payload));

    assertThat(task.statusCode()).as(task.body()).isIn(400, 422);
    assertThat(batch.statusCode()).as(batch.body()).isIn(400, 422);
    assertThat(elsewhere.heads("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://hooks.example@127.0.0.1/",
        "https://hooks.example.evil.example/",
        "https://evil.example/?hooks.example",
        "https://evil.example#hooks.example",
        "https://hooks.example:443@evil.example/",
        "file:///etc/passwd",
        "gopher://hooks.example/",
        "//hooks.example/",
        "https://hooks.example\\\\@evil.example/",
        "https://hооks.example/",
      })
  void aCallbackLeadsToAllowedHostsOnly(String url) {
    HttpResponse<String> answer =
        post(
            "/api/v1/tasks",
            ("{\"kind\":\"github-request\",\"payload\":{\"method\":\"GET\",\"path\":\"/user\"},"
                    + "\"callback\":\"%s\"}")
                .formatted(url));

    assertThat(answer.statusCode()).as(answer.body()).isIn(400, 422);
  }

  private HttpResponse<String> post(String path, String content) {
    return mirror.send(
        "POST", path, "", content, "Content-Type", "application/json", "X-Headgate-Key", KEY);
  }
}
