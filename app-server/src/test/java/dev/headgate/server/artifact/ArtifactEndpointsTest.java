package dev.headgate.server.artifact;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArtifactEndpointsTest {
  private static final String KEY = "key-of-ci-0123456789";

  private final MirrorFixture mirror =
      MirrorFixture.start(
          "GITHUB_TOKEN",
          "octocat-token",
          "HEADGATE_API_KEYS",
          "ci:" + KEY,
          "ARTIFACTS_MAX_BYTES",
          "4MiB");

  @AfterAll
  void close() {
    mirror.close();
  }

  private HttpResponse<byte[]> get(String artifact, String... fields) {
    return mirror.send(
        mirror
            .request("/api/v1/artifacts/acme/shop/" + artifact, fields)
            .header("X-Headgate-Key", KEY),
        BodyHandlers.ofByteArray());
  }

  private byte[] generated(int id, long bytes) {
    mirror.github().putGeneratedZip("/repos/acme/shop/actions/artifacts/" + id + "/zip", bytes);
    HttpResponse<byte[]> answer = get(Integer.toString(id));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void streamsAnArtifactOverALinkThatBreaks() {
    byte[] whole = generated(5, 2 << 20);
    mirror.github().play(Scenario.of(Scenario.Kind.TRUNCATE).forPath("/_blob/**").times(3));
    HttpResponse<byte[]> answer = get("5");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(whole);
    assertThat(field(answer, "Content-Type")).isEqualTo("application/zip");
    assertThat(field(answer, "Content-Length")).isEqualTo(Integer.toString(whole.length));
    assertThat(field(answer, "Content-Disposition")).contains("reports-5.zip");
    assertThat(field(answer, "X-Process-Time")).isNotEmpty();
  }

  @Test
  void answersRanges() {
    byte[] whole = generated(6, 100_000);
    HttpResponse<byte[]> middle = get("6", "Range", "bytes=50000-50009");
    assertThat(middle.statusCode()).isEqualTo(206);
    assertThat(middle.body()).containsExactly(java.util.Arrays.copyOfRange(whole, 50_000, 50_010));
    assertThat(field(middle, "Content-Range")).isEqualTo("bytes 50000-50009/" + whole.length);
    assertThat(get("6", "Range", "bytes=-3").body())
        .containsExactly(java.util.Arrays.copyOfRange(whole, whole.length - 3, whole.length));
    HttpResponse<byte[]> beyond = get("6", "Range", "bytes=" + whole.length + "-");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(field(beyond, "Content-Range")).isEqualTo("bytes */" + whole.length);
    String tag = field(middle, "ETag");
    assertThat(get("6", "Range", "bytes=0-1", "If-Range", tag).statusCode()).isEqualTo(206);
    assertThat(get("6", "Range", "bytes=0-1", "If-Range", "\"other\"").statusCode()).isEqualTo(200);
    assertThat(get("6", "If-Match", "\"other\"").statusCode()).isEqualTo(412);
  }

  @Test
  void tellsWhatCannotBeHad() {
    assertThat(get("10").statusCode()).isEqualTo(410);
    assertThat(get("none").statusCode()).isEqualTo(400);
    mirror.github().putGeneratedZip("/repos/acme/shop/actions/artifacts/7/zip", 5 << 20);
    assertThat(get("7").statusCode()).isEqualTo(413);
    assertThat(mirror.get("/api/v1/artifacts/acme/shop/5", "").statusCode()).isEqualTo(401);
  }

  /** The mirror itself answers as GitHub does: with the redirect. */
  @Test
  void theMirrorsPathLeadsToTheSignedUrl() {
    HttpResponse<String> redirect =
        mirror.get("/repos/acme/shop/actions/artifacts/8/zip", "octocat-token");
    assertThat(redirect.statusCode()).isEqualTo(302);
    assertThat(field(redirect, "Location"))
        .startsWith("http://127.0.0.1:" + mirror.github().blobPort() + "/_blob/");
  }
}
