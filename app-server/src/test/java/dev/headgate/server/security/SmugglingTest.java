package dev.headgate.server.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that a proxy in front could take for one and the server for two, or the other way round
 * (RFC 9112 §11.2): each is refused, its connection closed, and nothing behind it is looked at.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {
  /** What must not come to be a request of its own. */
  private static final String HIDDEN =
      "GET /repos/octo/smuggled%d HTTP/1.1|Host: m|Connection: close||";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final MirrorFixture mirror = MirrorFixture.start();

  @AfterAll
  void close() {
    mirror.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4|Transfer-Encoding: chunked||0||",
        "Transfer-Encoding: chunked|Content-Length: 4||0||",
        "Content-Length: 5|Content-Length: 0||hello",
        "Content-Length: 5, 0||hello",
        "Content-Length: +5||hello",
        "Content-Length: -1||",
        "Content-Length: 0x5||hello",
        "Content-Length: 5 0||hello",
        "Content-Length: 5.0||hello",
        "Content-Length: 99999999999999999999999||",
        "Content-Length: ||",
        "Content-Length:\u000b5||hello",
        "Content-Length : 5||hello",
        "Transfer-Encoding: xchunked||0||",
        "Transfer-Encoding: chunked, identity||0||",
        "Transfer-Encoding: identity, chunked||0||",
        "Transfer-Encoding: chunked, chunked||0||",
        "Transfer-Encoding: \"chunked\"||0||",
        "Transfer-Encoding: chunked;q=1||0||",
        "Transfer-Encoding:\u000bchunked||0||",
        "Transfer-Encoding : chunked||0||",
        "Transfer-Encoding: identity|Transfer-Encoding: chunked||0||",
        "Transfer-Encoding: chunked|Transfer-Encoding: cow||0||",
        "Transfer-Encoding:| chunked||0||",
        "X: a|\tTransfer-Encoding: chunked||0||",
        "X: a\rTransfer-Encoding: chunked||0||",
        "X: a\nTransfer-Encoding: chunked||0||",
        "X: a\0Transfer-Encoding: chunked||0||",
        "X\0Y: a||",
        "\0X: a||",
        ": a||",
        "X||",
        "Transfer-Encoding: chunked||5;ext=\n|hello|0||",
        "Transfer-Encoding: chunked||-5|hello|0||",
        "Transfer-Encoding: chunked||0x5|hello|0||",
        "Transfer-Encoding: chunked||fffffffffffffffff|hello|0||",
        "Transfer-Encoding: chunked|| 5|hello|0||",
        "Transfer-Encoding: chunked||5|helloXX|0||",
        "Transfer-Encoding: chunked||5\nhello|0||",
        "Transfer-Encoding: chunked||5|hello\n0||",
      })
  void aBodyWhoseEndIsInDoubt(String framing) {
    refused("POST /repos/octo/framed/issues HTTP/1.1|Host: m|" + framing + HIDDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a HTTP/1.1\nHost: m\n\n",
        "GET /a HTTP/1.1|Host: m\n|",
        "GET /a HTTP/1.1\rHost: m\r\r",
        "GET\t/a\tHTTP/1.1|Host: m||",
        "GET /a HTTP/1.1 |Host: m||",
        " GET /a HTTP/1.1|Host: m||",
        "GET /a\0b HTTP/1.1|Host: m||",
        "GET /a HTTP/1.1|Host: m|Host: m||",
        "GET /a HTTP/1.1| Host: m||",
        "GET /a HTTP/1.1|Host : m||",
        "GET /a HTTP/1.1|Host: m, n||",
        "GET /a HTTP/1.1|Host: m@n||",
        "GET /a HTTP/1.1|Host: m/n||",
        "GET /a HTTP/1.1|Host: m?n||",
        "GET /a HTTP/1.1|Host: m n||",
        "GET /a HTTP/1.1|Host: ||",
        "GET /a HTTP/1.1||",
        "GET /a|",
        "GET /a HTTP/0.9|Host: m||",
        "GET /a HTTP/1.11|Host: m||",
        "GET /a HTTP/2.0|Host: m||",
        "GE\0T /a HTTP/1.1|Host: m||",
        "G(T /a HTTP/1.1|Host: m||",
        "POST /a HTTP/1.0|Host: m|Transfer-Encoding: chunked||0||",
      })
  void aHeadThatIsReadInTwoWays(String head) {
    refused(head + HIDDEN);
  }

  @Test
  void whatLiesInABodyIsNoRequest() {
    String body = HIDDEN.formatted(COUNT.incrementAndGet()).replace("|", "\r\n");
    RawHttp answer =
        RawHttp.send(
            mirror.url(),
            "POST /repos/octo/outer/issues HTTP/1.1\r\nHost: m\r\nContent-Length: %d\r\n\r\n%s"
                    .formatted(body.length(), body)
                + "GET /repos/octo/next HTTP/1.1\r\nHost: m\r\nConnection: close\r\n\r\n");

    assertThat((answer.head() + answer.body()).split("HTTP/1.1 ", -1)).hasSize(3);
    assertThat(mirror.upstream("/repos/octo/outer")).hasSize(1);
    assertThat(mirror.upstream("/repos/octo/next")).hasSize(1);
    assertThat(mirror.upstream("/repos/octo/smuggled")).isEmpty();
  }

  @Test
  void trailersChangeNothing() throws IOException {
    try (Socket socket = new Socket(mirror.url().getHost(), mirror.url().getPort())) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(
              String.join(
                      "\r\n",
                      "POST /repos/octo/trailed/issues HTTP/1.1",
                      "Host: m",
                      "Connection: close",
                      "Authorization: Bearer ghp_own",
                      "Content-Type: application/json",
                      "Transfer-Encoding: chunked",
                      "",
                      "d",
                      "{\"title\":\"t\"}",
                      "0",
                      "Authorization: Bearer ghp_other",
                      "Content-Length: 4",
                      "",
                      "")
                  .getBytes(ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(answer).startsWith("HTTP/1.1 201");
    }
    RecordedRequest arrived = mirror.upstream("/repos/octo/trailed").getLast();
    mirror.get("/user", "ghp_own");
    assertThat(arrived.header("Authorization"))
        .isEqualTo(mirror.lastUpstream().header("Authorization"));
    assertThat(arrived.headers())
        .extracting(Map.Entry::getKey)
        .filteredOn("Authorization"::equalsIgnoreCase)
        .hasSize(1);
  }

  private void refused(String request) {
    int number = COUNT.incrementAndGet();
    int asked = mirror.upstream().size();
    String all = request + HIDDEN.formatted(number);

    RawHttp answer = RawHttp.send(mirror.url(), all.replace("|", "\r\n"));

    assertThat(answer.head()).matches("(?s)HTTP/1\\.[01] (400|426|501|505) .*");
    assertThat(answer.body()).as("nothing behind it is answered").doesNotContain("HTTP/1.");
    assertThat(mirror.upstream()).as("and nothing reaches GitHub").hasSize(asked);
  }
}
