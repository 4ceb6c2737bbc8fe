package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static dev.headgate.server.testing.MirrorFixture.field;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes through is what was sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FidelityTest {
  private static final String TOKEN = "ghp_fidelity";
  private static final String JSON = "application/vnd.github+json";

  private final MirrorFixture mirror = MirrorFixture.start();

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void aTextBodyIsServedTheSecondTimeToo() {
    HttpResponse<String> first = mirror.get("/zen", TOKEN);
    HttpResponse<String> second = mirror.get("/zen", TOKEN);

    assertThat(first.body()).isEqualTo("Anything added dilutes everything else.");
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(field(second, "Content-Type")).startsWith("text/plain");
    assertThat(cache(second)).isEqualTo("ONLINE_HIT");
  }

  @Test
  void anObjectOfThirtyMembersIsAHitLikeAnyOther() {
    HttpResponse<String> first = mirror.get("/emojis", TOKEN);
    int asked = mirror.upstream("/emojis").size();

    HttpResponse<String> second = mirror.get("/emojis", TOKEN);

    assertThat(cache(second)).isEqualTo("ONLINE_HIT");
    assertThat(second.body()).isEqualTo(first.body()).contains("emoji30");
    assertThat(mirror.upstream("/emojis")).as("one question, no next page").hasSize(asked + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/search/issues?q=a%26b&labels=x&labels=y",
        "/repos/octo/hello/branches/feature%2Fone",
        "/repos/octo/hello/contents/100%25.md?ref=a%2Fb",
        "/repos/octo/hello/contents/it's(fine)!*.md",
        "/repos/octo/hello/issues?labels=a%20b+c&since=2026-01-01T00:00:00Z&state=",
        "/repos/octo/hello/issues?",
        "/repos/octo/hello/compare/main...fix%23one?a=1&&b==2&c",
        "/search/repositories?q=caf%C3%A9|tea'x"
      })
  void pathAndQueryArriveByteForByte(String target) {
    RawHttp answer =
        RawHttp.exchange(
            mirror.url(),
            "GET " + target + " HTTP/1.1",
            "Host: mirror",
            "Authorization: Bearer " + TOKEN,
            "User-Agent: bytes",
            "Connection: close");

    assertThat(answer.status()).isNotEqualTo(400);
    String sent = target.endsWith("?") ? target.substring(0, target.length() - 1) : target;
    assertThat(mirror.lastUpstream().target()).isEqualTo(sent);
  }

  @Test
  void mediaTypesOfOneUrlAreKeptApart() {
    String pull = "/repos/octo/media/pulls/2";
    for (int round = 0; round < 2; round++) {
      HttpResponse<String> json = mirror.get(pull, TOKEN, "Accept", JSON);
      HttpResponse<String> diff = mirror.get(pull, TOKEN, "Accept", "application/vnd.github.diff");
      HttpResponse<String> patch =
          mirror.get(pull, TOKEN, "Accept", "application/vnd.github.v3.patch");

      String expected = round == 0 ? "ONLINE_MISS" : "ONLINE_HIT";
      assertThat(json.body()).startsWith("{").contains("\"number\":2");
      assertThat(diff.body()).startsWith("diff --git");
      assertThat(field(diff, "Content-Type")).contains("diff");
      assertThat(patch.body()).startsWith("From ");
      assertThat(cache(json)).isEqualTo(expected);
      assertThat(cache(diff)).isEqualTo(expected);
      assertThat(cache(patch)).isEqualTo(expected);
    }
  }

  @Test
  void aRawFileIsNotItsJsonForm() {
    String file = "/repos/octo/media/contents/README.md";
    String json = mirror.get(file, TOKEN).body();
    HttpResponse<String> raw = mirror.get(file, TOKEN, "Accept", "application/vnd.github.raw+json");
    HttpResponse<String> again =
        mirror.get(file, TOKEN, "Accept", "application/vnd.github.raw+json");

    assertThat(json).startsWith("{");
    assertThat(raw.body())
        .startsWith("# README.md of octo/media")
        .contains(mirror.github().url() + "/zen");
    assertThat(again.body()).isEqualTo(raw.body());
    assertThat(cache(again)).isEqualTo("ONLINE_HIT");
  }

  @Test
  void equivalentAcceptValuesShareOneEntry() {
    mirror.get("/repos/octo/accepts", TOKEN, "Accept", JSON);
    long spent = mirror.github().stats().totalSpent();

    for (String accept :
        new String[] {"*/*", "application/json", "application/vnd.github.v3+json", ""}) {
      HttpResponse<String> answer =
          accept.isEmpty()
              ? mirror.get("/repos/octo/accepts", TOKEN)
              : mirror.get("/repos/octo/accepts", TOKEN, "Accept", accept);
      assertThat(cache(answer)).as(accept).isEqualTo("ONLINE_HIT");
    }
    assertThat(mirror.github().stats().totalSpent()).isEqualTo(spent);
  }

  @Test
  void apiVersionsAreKeptApart() {
    HttpResponse<String> old =
        mirror.get("/repos/octo/versions", TOKEN, "X-GitHub-Api-Version", "2022-11-28");
    HttpResponse<String> recent =
        mirror.get("/repos/octo/versions", TOKEN, "X-GitHub-Api-Version", "2026-03-10");

    assertThat(cache(recent)).isEqualTo("ONLINE_MISS");
    assertThat(field(old, "X-GitHub-Api-Version-Selected")).isEqualTo("2022-11-28");
    assertThat(field(recent, "X-GitHub-Api-Version-Selected")).isEqualTo("2026-03-10");
    assertThat(mirror.lastUpstream().header("X-GitHub-Api-Version")).contains("2026-03-10");
  }

  @Test
  void aPostArrivesUnharmed() throws NoSuchAlgorithmException {
    String body = "{\"title\": \"Grüße & \\u00e9\",\r\n  \"labels\":[\"a\",\"a\"] }\n";
    HttpResponse<String> created =
        mirror.send(
            "POST",
            "/repos/octo/written/issues",
            TOKEN,
            body,
            "Content-Type",
            "application/json; charset=utf-8",
            "Accept",
            JSON);

    RecordedRequest arrived = mirror.lastUpstream();
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.body()).contains("Grüße");
    assertThat(cache(created)).isEqualTo("ONLINE_MISS");
    assertThat(arrived.method()).isEqualTo("POST");
    assertThat(arrived.target()).isEqualTo("/repos/octo/written/issues");
    assertThat(arrived.bodySha256()).isEqualTo(sha256(body.getBytes(UTF_8)));
    assertThat(arrived.header("Content-Type")).contains("application/json; charset=utf-8");
    assertThat(arrived.header("Accept")).contains(JSON);
    assertThat(arrived.principal()).startsWith("user-");
  }

  @Test
  void aChunkedPostArrivesUnharmed() throws NoSuchAlgorithmException {
    String body = "{\"title\":\"" + "long ".repeat(50_000) + "\"}";
    HttpResponse<String> created =
        mirror.send(
            mirror
                .request(
                    "/repos/octo/chunked/issues",
                    "Authorization",
                    "Bearer " + TOKEN,
                    "Content-Type",
                    "application/json")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body.getBytes(UTF_8)))));

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(mirror.lastUpstream().bodySha256()).isEqualTo(sha256(body.getBytes(UTF_8)));
    assertThat(mirror.lastUpstream().bodyLength()).isEqualTo(body.length());
  }

  @Test
  void patchPutAndDeletePass() {
    HttpResponse<String> patched =
        mirror.send("PATCH", "/repos/octo/written/issues/1", TOKEN, "{\"title\":\"new\"}");
    assertThat(patched.statusCode()).isEqualTo(200);
    assertThat(patched.body()).contains("\"title\":\"new\"");
    assertThat(mirror.lastUpstream().method()).isEqualTo("PATCH");
    assertThat(mirror.get("/repos/octo/written/issues/1", TOKEN).body())
        .contains("\"title\":\"new\"");

    HttpResponse<String> put =
        mirror.send(
            "PUT",
            "/repos/octo/written/contents/a.md",
            TOKEN,
            "{\"message\":\"m\",\"content\":\"aGk=\"}");
    assertThat(put.statusCode()).isEqualTo(201);
    assertThat(mirror.lastUpstream().method()).isEqualTo("PUT");

    mirror.send(
        mirror
            .request("/repos/octo/written/labels/bug", "Authorization", "Bearer " + TOKEN)
            .DELETE());
    assertThat(mirror.lastUpstream().method()).isEqualTo("DELETE");
    assertThat(mirror.lastUpstream().target()).isEqualTo("/repos/octo/written/labels/bug");
    assertThat(mirror.lastUpstream().bodyLength()).isZero();
  }

  @Test
  void aHeadIsAnsweredFromACachedGet() {
    String path = "/repos/octo/headed";
    HttpResponse<String> read = mirror.get(path, TOKEN);
    long spent = mirror.github().stats().totalSpent();

    RawHttp head =
        RawHttp.exchange(
            mirror.url(),
            "HEAD " + path + " HTTP/1.1",
            "Host: mirror",
            "Authorization: Bearer " + TOKEN,
            "Connection: close");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.values("X-Cache")).containsExactly("ONLINE_HIT");
    assertThat(head.values("ETag")).containsExactly(field(read, "ETag"));
    assertThat(head.values("Content-Type")).containsExactly(field(read, "Content-Type"));
    assertThat(mirror.github().stats().totalSpent()).isEqualTo(spent);
  }

  @Test
  void aRangePassesAndIsNotKept() {
    mirror.github().putGenerated("/ranged", "application/octet-stream", 10_000);
    for (int round = 0; round < 2; round++) {
      HttpResponse<byte[]> part =
          mirror.send(
              mirror.request(
                  "/ranged", "Range", "bytes=100-199", "Authorization", "Bearer " + TOKEN),
              BodyHandlers.ofByteArray());
      assertThat(mirror.lastUpstream().header("Range")).contains("bytes=100-199");
      assertThat(cache(part)).isEqualTo("ONLINE_MISS");
      assertThat(field(part, "Cache-Status")).startsWith("headgate; fwd=bypass");
    }
    assertThat(mirror.upstream("/ranged")).hasSize(2);
    HttpResponse<byte[]> whole =
        mirror.send(
            mirror.request("/ranged", "Authorization", "Bearer " + TOKEN),
            BodyHandlers.ofByteArray());
    assertThat(whole.body()).hasSize(10_000);
  }

  @Test
  void binaryBodiesAreNotTouched() {
    byte[] bytes = new byte[70_000];
    byte[] url = (mirror.github().url() + "/repos/octo/hello \"url\":\"").getBytes(UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = i % 100 < url.length ? url[i % 100] : (byte) i;
    }
    mirror.github().put("/binary", "application/octet-stream", bytes);

    for (int round = 0; round < 2; round++) {
      assertThat(
              mirror
                  .send(
                      mirror.request("/binary", "Authorization", "Bearer " + TOKEN),
                      BodyHandlers.ofByteArray())
                  .body())
          .isEqualTo(bytes);
    }
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
