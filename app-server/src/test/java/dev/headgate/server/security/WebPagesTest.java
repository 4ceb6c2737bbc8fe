package dev.headgate.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A developer's server is open to all programs of his machine and has his token. Web pages that he
 * looks at meanwhile have his browser ask it as well.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebPagesTest {
  private static final String OWN = "https://tools.example";

  private final MirrorFixture mirror =
      MirrorFixture.start("GITHUB_TOKEN", "ghp_developers", "CORS_ALLOWED_ORIGINS", OWN);

  private final String here = mirror.url().getAuthority();

  @AfterAll
  void close() {
    mirror.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: %s|Origin: https://evil.example",
        "Host: %s|Origin: null",
        "Host: %s|Origin: http://127.0.0.1:1",
        "Host: %s|Origin: https://%s",
        "Host: %s|Sec-Fetch-Site: cross-site",
        "Host: %s|Sec-Fetch-Site: same-site",
        "Host: evil.example",
        "Host: evil.example|Sec-Fetch-Site: same-origin",
        "Host: 127.0.0.1.evil.example",
        "Host: localhost.evil.example",
        "Host: notlocalhost",
      })
  void aPageOfElsewhereHasNoUseOfTheTokenAndSeesNothing(String fields) {
    String sent = fields.replace("%s", here).replace("|", "\r\n");

    for (String path : new String[] {"/api/v1/quotas", "/api/v1/tasks", "/api/v1/audit"}) {
      assertThat(send("GET", path, sent, "").status()).as(path).isEqualTo(403);
    }
    assertThat(
            send("POST", "/api/v1/tasks", sent, "{\"kind\":\"github-request\",\"payload\":{}}")
                .status())
        .isEqualTo(403);
    RawHttp mirrored = send("GET", "/user", sent, "");
    assertThat(mirrored.status()).as("anonymous towards GitHub").isEqualTo(401);
    RawHttp written = send("POST", "/repos/octo/r/issues", sent, "{\"title\":\"t\"}");
    assertThat(written.status()).isEqualTo(401);
    assertThat(mirror.lastUpstream().header("Authorization")).isEmpty();
    assertThat(send("GET", "/healthz", sent, "").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: %s",
        "Host: localhost:8080",
        "Host: github.localhost",
        "Host: [::1]:8080",
        "Host: %s|Origin: http://%s",
        "Host: %s|Origin: https://tools.example|Sec-Fetch-Site: cross-site",
        "Host: %s|Sec-Fetch-Site: same-origin",
        "Host: %s|Sec-Fetch-Site: none",
        "Host: api.github.com",
      })
  void programsOfTheMachineAndItsOwnPagesHave(String fields) {
    String sent = fields.replace("%s", here).replace("|", "\r\n");

    assertThat(send("GET", "/api/v1/quotas", sent, "").status()).isEqualTo(200);
    assertThat(send("GET", "/user", sent, "").status()).isEqualTo(200);
  }

  @Test
  void whoIsTurnedAwayIsToldWhatToSet() {
    assertThat(send("GET", "/api/v1/quotas", "Host: gateway.example", "").body())
        .contains("GITHUB_MIRROR_URL")
        .contains("CORS_ALLOWED_ORIGINS");
  }

  @Test
  void aPreflightOfAnUnknownPageIsNotGranted() {
    RawHttp preflight =
        send(
            "OPTIONS",
            "/api/v1/quotas",
            "Host: %s\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: PUT"
                .formatted(here),
            "");

    assertThat(preflight.head()).doesNotContain("Access-Control-Allow");
  }

  private RawHttp send(String method, String path, String fields, String body) {
    return RawHttp.send(
        mirror.url(),
        "%s %s HTTP/1.1\r\n%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(method, path, fields, body.length(), body));
  }
}
