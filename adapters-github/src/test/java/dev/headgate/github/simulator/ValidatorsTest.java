package dev.headgate.github.simulator;

import static dev.headgate.github.simulator.SimulatorClient.HUBOT;
import static dev.headgate.github.simulator.SimulatorClient.OCTOCAT;
import static dev.headgate.github.simulator.SimulatorClient.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ValidatorsTest {
  private static final String VECTOR_PERSONAL =
      "ffe6e54ebaaaff92f2feaa4bf3a5fda8ff1d49a6a4f492101039cd7c091b7523";
  private static final String VECTOR_ALL =
      "8ba5e4f8adb9da0d9a3e374907a8afac1286f2a9eed662541449873c0bdfa27b";
  private static final String VECTOR_EMPTY_LIST =
      "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945";

  private final SimulatorClient client = new SimulatorClient();

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void hashesTheKnownVectors() {
    Validators validators = new Validators(ValidatorMode.V1);
    Body hello = Body.of("hello world");
    Incoming personal = request(new Header("Authorization", "Bearer hunter1"));
    Incoming both =
        request(
            new Header("Accept", "application/json"),
            new Header("Authorization", "Bearer hunter1"));
    assertThat(validators.tag(request(), List.of("Accept"), Body.of("[]")))
        .contains(VECTOR_EMPTY_LIST);
    assertThat(validators.tag(personal, List.of("Authorization"), hello)).contains(VECTOR_PERSONAL);
    assertThat(validators.tag(both, List.of("*"), hello)).contains(VECTOR_ALL);
  }

  @Test
  void tagsAnAnswerByTheHeadersItVariesBy() throws Exception {
    client.simulator.put("/hello", "text/plain", "hello world".getBytes(UTF_8));
    HttpResponse<String> answer =
        client.get("/hello", "Authorization", OCTOCAT, "Accept", "application/json");
    String expected =
        Digests.sha256Hex("application/json:Bearer ghp_octocat:hello world".getBytes(UTF_8));
    assertThat(header(answer, "ETag")).isEqualTo('"' + expected + '"');
    assertThat(answer.headers().allValues("Vary"))
        .containsExactly(
            "Accept, Authorization, Cookie, X-GitHub-OTP",
            "Accept-Encoding, Accept, X-Requested-With");
    assertThat(header(answer, "Cache-Control")).isEqualTo("private, max-age=60, s-maxage=60");
  }

  @Test
  void leavesTheCredentialOutOfAnonymousTags() throws Exception {
    client.simulator.put("/hello", "text/plain", "hello world".getBytes(UTF_8));
    HttpResponse<String> answer = client.get("/hello", "Accept", "a/b");
    assertThat(header(answer, "ETag"))
        .isEqualTo('"' + Digests.sha256Hex("a/b:hello world".getBytes(UTF_8)) + '"');
    assertThat(header(answer, "Cache-Control")).isEqualTo("public, max-age=60, s-maxage=60");
    assertThat(answer.headers().allValues("Vary")).first().isEqualTo("Accept");
  }

  @Test
  void givesEachTokenItsOwnTagOfTheSameBody() throws Exception {
    HttpResponse<String> one = client.get("/repos/o/r", "Authorization", OCTOCAT);
    HttpResponse<String> other = client.get("/repos/o/r", "Authorization", HUBOT);
    assertThat(one.body()).isEqualTo(other.body());
    assertThat(header(one, "ETag")).isNotEqualTo(header(other, "ETag"));
  }

  @Test
  void answersNotModifiedToAWeakMemberOfAList() throws Exception {
    String tag = header(client.get("/repos/o/r/issues", "Authorization", OCTOCAT), "ETag");
    HttpResponse<String> again =
        client.get(
            "/repos/o/r/issues", "Authorization", OCTOCAT, "If-None-Match", "\"no\", W/" + tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(header(again, "ETag")).isEqualTo(tag);
    assertThat(again.headers().map()).doesNotContainKeys("link", "vary", "content-type");
    assertThat(header(again, "X-RateLimit-Remaining")).isEqualTo("4999");
  }

  @Test
  void weakensTheTagOfACompressedAnswerOnly() throws Exception {
    String strong = header(client.get("/repos/o/r", "Authorization", OCTOCAT), "ETag");
    HttpResponse<byte[]> zipped =
        client.bytes("/repos/o/r", "Authorization", OCTOCAT, "Accept-Encoding", "gzip");
    assertThat(header(zipped, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(zipped, "ETag")).isEqualTo("W/" + strong);
    HttpResponse<String> unchanged =
        client.get(
            "/repos/o/r",
            "Authorization",
            OCTOCAT,
            "Accept-Encoding",
            "gzip",
            "If-None-Match",
            "W/" + strong);
    assertThat(unchanged.statusCode()).isEqualTo(304);
    assertThat(header(unchanged, "ETag")).isEqualTo(strong);
  }

  @Test
  void prettyPrintsForBrowsersAfterTagging() throws Exception {
    HttpResponse<String> compact = client.get("/repos/o/r");
    HttpResponse<String> pretty = client.get("/repos/o/r", "User-Agent", "curl/8.0");
    assertThat(pretty.body()).contains("\n").isNotEqualTo(compact.body());
    assertThat(header(pretty, "ETag")).isEqualTo(header(compact, "ETag"));
  }

  @Test
  void honoursIfModifiedSinceOnObjectsAndNotOnLists() throws Exception {
    HttpResponse<String> object = client.get("/repos/o/r/issues/1", "Authorization", OCTOCAT);
    String modified = header(object, "Last-Modified");
    assertThat(modified).endsWith("GMT");
    assertThat(status("/repos/o/r/issues/1", modified)).isEqualTo(304);
    HttpResponse<String> list = client.get("/repos/o/r/issues", "Authorization", OCTOCAT);
    assertThat(list.headers().map()).doesNotContainKey("last-modified");
    assertThat(status("/repos/o/r/issues", modified)).isEqualTo(200);
  }

  @Test
  void changesTheTagWithTheContent() throws Exception {
    client.control("PUT", "/content/repos/o/r/issues/1", "{\n \"a\": 1 }");
    HttpResponse<String> first = client.get("/repos/o/r/issues/1", "Authorization", OCTOCAT);
    assertThat(first.body()).isEqualTo("{\"a\":1}");
    client.control("PUT", "/content/repos/o/r/issues/1", "{\"a\":2}");
    HttpResponse<String> second =
        client.get(
            "/repos/o/r/issues/1",
            "Authorization",
            OCTOCAT,
            "If-None-Match",
            header(first, "ETag"));
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.body()).isEqualTo("{\"a\":2}");
  }

  @Test
  void keepsLegacyTagsStablePerTokenAndUnderivable() throws Exception {
    client.control("POST", "/scenario", "{\"scenario\":\"legacy-validators\"}");
    HttpResponse<String> one = client.get("/repos/o/r", "Authorization", OCTOCAT);
    assertThat(header(one, "ETag")).matches("\"[0-9a-f]{32}\"");
    assertThat(
            client
                .get("/repos/o/r", "Authorization", OCTOCAT, "If-None-Match", header(one, "ETag"))
                .statusCode())
        .isEqualTo(304);
    assertThat(header(client.get("/repos/o/r", "Authorization", HUBOT), "ETag"))
        .isNotEqualTo(header(one, "ETag"));
  }

  @Test
  void driftsToAnUnknownFormula() throws Exception {
    String known = header(client.get("/repos/o/r", "Authorization", OCTOCAT), "ETag");
    client.control("PUT", "/validators", "{\"mode\":\"drift\"}");
    String drifted = header(client.get("/repos/o/r", "Authorization", OCTOCAT), "ETag");
    assertThat(drifted).matches("\"[0-9a-f]{64}\"").isNotEqualTo(known);
    client.control("PUT", "/validators", "{\"mode\":\"v1\"}");
    assertThat(header(client.get("/repos/o/r", "Authorization", OCTOCAT), "ETag")).isEqualTo(known);
  }

  private int status(String path, String since) throws Exception {
    return client.get(path, "Authorization", OCTOCAT, "If-Modified-Since", since).statusCode();
  }

  private static Incoming request(Header... headers) {
    return new Incoming(
        "GET", "/", "", "http://h", "", List.of(headers), new ByteBody(new byte[0]), "", 0, "ip");
  }
}
