package dev.headgate.github.upstream;

import static dev.headgate.github.upstream.Sending.PATIENCE;
import static dev.headgate.github.upstream.Sending.get;
import static dev.headgate.github.upstream.Sending.post;
import static dev.headgate.github.upstream.Sending.request;
import static dev.headgate.github.upstream.Sending.responded;
import static dev.headgate.github.upstream.Sending.upstream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.gateway.FailureKind;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.http.Headers;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestOnTheWireTest {
  private final BlockingQueue<String> bodies = new ArrayBlockingQueue<>(10);
  private final RawServer server =
      RawServer.of(connection -> {
        while (true) {
          String head = connection.head().toLowerCase(Locale.ROOT);
          int at = head.indexOf("content-length: ");
          if (at > 0) {
            int end = head.indexOf('\r', at);
            int length = Integer.parseInt(head.substring(at + 16, end));
            bodies.add(new String(connection.read(length), StandardCharsets.UTF_8));
          } else if (head.contains("transfer-encoding: chunked")) {
            bodies.add(new String(connection.read(15), StandardCharsets.UTF_8));
          }
          connection.say("HTTP/1.1 204 No Content\r\n\r\n");
        }
      });
  private final OkHttpUpstream upstream = upstream(server.url());

  @AfterEach
  void close() throws IOException {
    upstream.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/repos/o/r/git/refs/heads%2Ffeature%25%2B+~",
        "/a\"{b}|é<>^`\\'",
        "/search/issues?q=\"x\"+it's|{a}é<>^`\\%2F%25%2B~&labels=x&labels=y",
        "/a?",
        "/a?b=&c&&=d",
        "/a//b/./c/../d/%2e%2e/%2E",
        "/a;p=1:2@3,4!$&'()*+=",
        "/%zz%",
        "/a?u=https://x/y?z"
      })
  void pathAndQueryArriveAsTheyAre(String target) {
    assertThat(responded(upstream.send(get(target))).status()).isEqualTo(204);
    assertThat(line()).isEqualTo("GET " + target + " HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a b", "/a\r\nX: y", "/a\tb", "/a?b\nc", "/a#b", "/a?b#c", "/a\0", "/\177"})
  void whatWouldBreakTheRequestLineIsNotSent(String target) {
    var failed = Sending.failed(upstream.send(get(target)));

    assertThat(failed.kind()).isEqualTo(FailureKind.LOCAL);
    assertThat(failed.sent()).isFalse();
    assertThat(server.accepted()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /x HTTP/1.1\r\nA: b", "", "GE T", "é"})
  void aMethodThatIsNoTokenIsNotSent(String method) {
    var failed = Sending.failed(upstream.send(request(method, "/a", Headers.NONE, null, PATIENCE)));

    assertThat(failed.kind()).isEqualTo(FailureKind.LOCAL);
    assertThat(server.accepted()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v3,  /repos/o/r?x=1, /api/v3/repos/o/r?x=1",
    "/api/v3/, /user,          /api/v3/user",
    "/api/v3,  /graphql,       /api/graphql",
    "/api/v3,  /graphql?a,     /api/graphql?a",
    "/api/v3,  /graphql/x,     /api/v3/graphql/x",
    "'',       /graphql,       /graphql",
    "/,        /user,          /user",
    "/gh,      /graphql,       /gh/graphql"
  })
  void targetsLieBeneathTheBase(String base, String target, String sent) {
    try (var other = upstream(URI.create(server.url() + base))) {
      responded(other.send(get(target)));
    }
    assertThat(line()).isEqualTo("GET " + sent + " HTTP/1.1");
  }

  @Test
  void fieldsArriveInOrderWithTheirLines() {
    upstream.send(
        get("/", Headers.of("B-Field", "1", "accept", "a/b", "b-field", "2 \t é", "A", "")));

    assertThat(fields().subList(0, 4))
        .containsExactly("B-Field: 1", "accept: a/b", "b-field: 2 \t é", "A: ");
  }

  @Test
  void fieldsOfTheClientsConnectionStayBehind() {
    upstream.send(
        get(
            "/",
            Headers.of(
                "Host", "evil.example",
                "User-Agent", "curl/8",
                "Accept-Encoding", "br",
                "Content-Length", "7",
                "Connection", "close, X-Mine",
                "X-Mine", "1",
                "Expect", "100-continue",
                "TE", "trailers",
                "Transfer-Encoding", "chunked",
                "Upgrade", "h2c")));

    assertThat(fields())
        .containsExactlyInAnyOrder(
            "Host: " + server.url().getAuthority(),
            "User-Agent: " + UpstreamSettings.DEFAULTS.userAgent(),
            "Accept-Encoding: gzip",
            "Connection: Keep-Alive");
  }

  @Test
  void partsAreAskedForUncompressed() {
    upstream.send(get("/", Headers.of("Range", "bytes=5-")));

    assertThat(fields()).contains("Range: bytes=5-", "Accept-Encoding: identity");
  }

  @Test
  void aBodyOfKnownLengthIsSentWithIt() throws InterruptedException {
    upstream.send(
        request(
            "POST",
            "/",
            Headers.of("Content-Type", "a/b"),
            new Sending.Text("{\"a\":1}"),
            PATIENCE));

    assertThat(fields()).contains("Content-Length: 7", "Content-Type: a/b");
    assertThat(bodies.take()).isEqualTo("{\"a\":1}");
  }

  @Test
  void aBodyOfUnknownLengthIsSentInChunks() throws InterruptedException {
    var body = new Sending.Written(-1, out -> out.write("hello".getBytes(StandardCharsets.UTF_8)));
    upstream.send(request("PUT", "/", Headers.NONE, body, PATIENCE));

    assertThat(fields()).contains("Transfer-Encoding: chunked");
    assertThat(bodies.take()).isEqualTo("5\r\nhello\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({"POST,true", "PUT,true", "PATCH,true", "DELETE,false", "GET,false", "OPTIONS,false"})
  void noBodyHasTheLengthZeroOnlyWhereOneIsExpected(String method, boolean stated) {
    upstream.send(request(method, "/", Headers.NONE, null, PATIENCE));

    assertThat(fields().contains("Content-Length: 0")).isEqualTo(stated);
    assertThat(line()).startsWith(method + " ");
  }

  @Test
  void deleteMayCarryABody() throws InterruptedException {
    upstream.send(request("DELETE", "/", Headers.NONE, new Sending.Text("x"), PATIENCE));

    assertThat(bodies.take()).isEqualTo("x");
  }

  @Test
  void aGetWithABodyIsRefusedRatherThanSentWithoutIt() {
    var body = new Sending.Text("x");
    Upstream.Result result = upstream.send(request("GET", "/", Headers.NONE, body, PATIENCE));

    assertThat(Sending.failed(result).kind()).isEqualTo(FailureKind.LOCAL);
    assertThat(server.accepted()).isZero();
  }

  @Test
  void connectionsAreReused() {
    for (int i = 0; i < 5; i++) {
      responded(upstream.send(get("/" + i)));
      responded(upstream.send(post("/" + i, "x")));
    }
    assertThat(server.heads()).hasSize(10);
    assertThat(server.accepted()).isEqualTo(1);
  }

  private String line() {
    return server.heads().getLast().lines().findFirst().orElseThrow();
  }

  private List<String> fields() {
    return server.heads().getLast().lines().skip(1).filter(line -> !line.isEmpty()).toList();
  }
}
