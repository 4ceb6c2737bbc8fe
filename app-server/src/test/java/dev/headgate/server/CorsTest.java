package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorsTest {
  private static final String PAGE = "https://page.example";

  private final MirrorFixture closed = MirrorFixture.start();
  private final MirrorFixture open = MirrorFixture.start("CORS_ALLOWED_ORIGINS", PAGE);

  @AfterAll
  void close() {
    closed.close();
    open.close();
  }

  @Test
  void byDefaultNoPageMayReadNotEvenByGitHubsOwnLeave() {
    for (String path : List.of("/repos/octo/hello", "/healthz")) {
      HttpResponse<String> answer = closed.get(path, "ghp_page", "Origin", PAGE);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertNoLeave(answer);
    }
  }

  @Test
  void aNamedOriginMayRead() {
    for (String path : List.of("/repos/octo/hello", "/api/v1/health")) {
      HttpResponse<String> answer = open.get(path, "ghp_page", "Origin", PAGE);

      assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(PAGE);
      assertThat(answer.headers().allValues("Vary").toString()).contains("Origin");
      assertThat(field(answer, "Access-Control-Expose-Headers")).isNotEmpty();
    }
  }

  @Test
  void anyOtherOriginMayNot() {
    for (String other : List.of("https://evil.example", "https://page.example.evil", "null")) {
      assertNoLeave(open.get("/repos/octo/hello", "ghp_page", "Origin", other));
    }
    assertNoLeave(open.get("/repos/octo/hello", "ghp_page"));
  }

  @Test
  void aPreflightIsAnsweredHere() {
    HttpResponse<String> answer =
        open.send(
            open.request(
                    "/repos/octo/hello/issues",
                    "Origin",
                    PAGE,
                    "Access-Control-Request-Method",
                    "PATCH",
                    "Access-Control-Request-Headers",
                    "authorization, x-github-api-version")
                .method("OPTIONS", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(field(answer, "Access-Control-Allow-Origin")).isEqualTo(PAGE);
    assertThat(field(answer, "Access-Control-Allow-Methods")).contains("PATCH").contains("DELETE");
    assertThat(field(answer, "Access-Control-Allow-Headers"))
        .isEqualTo("authorization, x-github-api-version");
    assertThat(open.upstream("/repos/octo/hello/issues")).isEmpty();
  }

  private static void assertNoLeave(HttpResponse<String> answer) {
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
  }
}
