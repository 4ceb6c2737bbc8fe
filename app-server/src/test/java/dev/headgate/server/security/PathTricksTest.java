package dev.headgate.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.server.testing.CannedGitHub;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to write a path so that the gate sees one and what lies behind it another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathTricksTest {
  private static final String ADMIN = "a-token-of-the-administrator";
  private static final String KEY = "a-key-of-the-builders";

  private final MirrorFixture mirror =
      MirrorFixture.start(
          "HEADGATE_ADMIN_TOKEN",
          ADMIN,
          "HEADGATE_API_KEYS",
          "ci:" + KEY,
          "GITHUB_TOKEN",
          "ghp_lent");

  @AfterAll
  void close() {
    mirror.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/repos/../api/v1/quotas",
        "/repos/o/r/../../../user",
        "/repos/./o",
        "/repos/..",
        "/..",
        "/.",
        "/./api/v1/quotas",
        "/api/v3/../v1/quotas",
        "/repos/o%2f..%2fr",
        "/repos/o/..%2F..%2Fuser",
        "/repos/%2e%2e/user",
        "/repos/%2E/user",
        "/repos/.%2e/user",
        "/repos/o/r/..;/x",
        "/..;/api/v1/quotas",
        "/;/api/v1/quotas",
        "//api/v1/quotas",
        "/api//v1/quotas",
        "/api/v3//user",
        "/api\\v1\\quotas",
        "/repos\\..\\user",
        "/repos/%5c..%5cuser",
        "/repos/o%00r",
        "/repos/o%0d%0aX-Injected:%201",
        "/repos/o%09r",
        "/repos/%c0%ae%c0%ae/user",
        "/repos/%ff",
        "/repos/%u002e",
        "/http://127.0.0.1:1/user",
        "//127.0.0.1:1/user",
        "@127.0.0.1:1/user",
        "127.0.0.1:1/user",
        "http://user:pass@m/user",
        "http://m@127.0.0.1:1/user",
        "http://127.0.0.1:1\\@m/user",
        "http:///user",
        "ftp://m/user",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "*",
      })
  void areRefused(String target) {
    int asked = mirror.upstream().size();

    RawHttp answer = get(target);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(mirror.upstream()).hasSize(asked);
    assertThat(answer.head()).doesNotContain("X-Injected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/API/v1/quotas",
        "/Api/V1/quotas",
        "/%61pi/v1/quotas",
        "/api%2Fv1%2Fquotas",
        "/api/v1%2fquotas",
        "/api;a=b/v1/quotas",
        "/api/v3/api/v1/quotas",
        "/api/v3/healthz",
        "/healthz/x",
        "/dashboard;x",
        "/%252e%252e/quotas",
        "/@127.0.0.1:1/x",
      })
  void anotherSpellingOfOursIsGitHubsToAnswer(String target) {
    RawHttp answer = get(target, "X-Headgate-Key: " + KEY);

    assertThat(answer.status()).as("GitHub knows no such path").isEqualTo(404);
    assertThat(mirror.lastUpstream().target())
        .isEqualTo(target.startsWith("/api/v3/") ? target.substring(7) : target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1",
        "/api/v1/",
        "/api/v1?x",
        "/api/v1/quotas/",
        "/api/v1/quotas;a",
        "/api/v1/QUOTAS",
        "/api/v1/quotas%2f",
        "/api/v1/repos/octo/r",
        "/webhooks/repos/octo/r",
        "/webhooks/github/user",
      })
  void whatBeginsLikeOursNeverReachesGitHub(String target) {
    int asked = mirror.upstream().size();

    RawHttp answer = get(target, "X-Headgate-Key: " + KEY);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.values("Content-Type")).containsExactly("application/problem+json");
    assertThat(mirror.upstream()).hasSize(asked);
  }

  @Test
  void onlyTheExactPathIsOursAndItIsGuarded() {
    assertThat(get("/api/v1/quotas").status()).isEqualTo(401);
    assertThat(get("/api/v1/quotas", "X-Original-URL: /healthz").status()).isEqualTo(401);
    assertThat(get("/healthz", "X-Rewrite-URL: /api/v1/quotas").body()).isEqualTo("OK");
    assertThat(get("http://m/api/v1/quotas").status()).isEqualTo(401);
    assertThat(get("http://api.github.com/api/v1/quotas").status()).isEqualTo(401);
    assertThat(get("/api/v1/quotas", "Authorization: Bearer " + ADMIN).status()).isEqualTo(200);
    assertThat(get("/api/v1/quotas", "X-HTTP-Method-Override: PUT").status()).isEqualTo(401);
  }

  @Test
  void theHostOfAnAbsoluteFormIsNotAsked() {
    try (CannedGitHub elsewhere = CannedGitHub.answering("HTTP/1.1 200 OK", "", "")) {
      RawHttp answer =
          get(elsewhere.url() + "/repos/octo/absolute", "Authorization: Bearer ghp_mine");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(mirror.upstream("/repos/octo/absolute")).hasSize(1);
      assertThat(get("/repos/octo/hosted", "Host: " + elsewhere.url().substring(7)).status())
          .as("two Host fields")
          .isEqualTo(400);
      assertThat(elsewhere.heads("")).isEmpty();
    }
  }

  private RawHttp get(String target, String... fields) {
    StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: m\r\n");
    for (String field : fields) {
      request.append(field).append("\r\n");
    }
    return RawHttp.send(mirror.url(), request.append("Connection: close\r\n\r\n").toString());
  }
}
