package dev.headgate.github.upstream;

import static dev.headgate.github.upstream.Sending.PATIENCE;
import static dev.headgate.github.upstream.Sending.failed;
import static dev.headgate.github.upstream.Sending.get;
import static dev.headgate.github.upstream.Sending.post;
import static dev.headgate.github.upstream.Sending.request;
import static dev.headgate.github.upstream.Sending.responded;
import static dev.headgate.github.upstream.Sending.text;
import static dev.headgate.github.upstream.Sending.upstream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.gateway.FailureKind;
import dev.headgate.core.gateway.RequestBody;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.http.Headers;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailingGitHubTest {
  private static final Duration SHORT = Duration.ofMillis(250);

  @Test
  void aRefusedConnectionIsUnreachableAndNothingWasSent() throws IOException {
    URI url;
    try (var server = new RawServer(RawServer.Connection::hang)) {
      url = server.url();
    }
    assertFailed(send(url, get("/")), FailureKind.UNREACHABLE, false);
  }

  @Test
  void aNameThatDoesNotResolveIsALocalFault() {
    URI url = URI.create("http://github.invalid");
    assertFailed(send(url, get("/")), FailureKind.LOCAL, false);
  }

  @Test
  void aFailedTlsHandshakeIsUnreachableAndNothingWasSent() throws IOException {
    try (var server = new RawServer(connection -> connection.say("HTTP/1.1 200 OK\r\n\r\n"))) {
      URI url = URI.create("https://127.0.0.1:" + server.url().getPort());
      assertFailed(send(url, post("/", "x")), FailureKind.UNREACHABLE, false);
    }
  }

  @Test
  void aTlsHandshakeThatHangsIsUnreachableWhenPatienceIsOver() throws IOException {
    try (var server = new RawServer(RawServer.Connection::hang)) {
      URI url = URI.create("https://127.0.0.1:" + server.url().getPort());
      assertFailed(send(url, get("/", SHORT)), FailureKind.UNREACHABLE, false);
    }
  }

  @Test
  void silenceIsATimeout() throws IOException {
    try (var server = after("")) {
      assertFailed(send(server.url(), get("/", SHORT)), FailureKind.TIMEOUT, true);
    }
  }

  @Test
  void aHeaderThatDripsInIsATimeout() throws IOException {
    try (var server =
        new RawServer(connection -> {
          connection.head();
          connection.say("HTTP/1.1 200 OK\r\n");
          for (int i = 0; i < 10_000; i++) {
            connection.say("X-" + i + ": 1\r\n");
            connection.pause(20);
          }
        })) {
      assertFailed(send(server.url(), get("/", SHORT)), FailureKind.TIMEOUT, true);
    }
  }

  @Test
  void endlessInterimResponsesAreATimeout() throws IOException {
    try (var server =
        new RawServer(connection -> {
          connection.head();
          while (true) {
            connection.say("HTTP/1.1 103 Early Hints\r\n\r\n");
            connection.pause(5);
          }
        })) {
      assertFailed(send(server.url(), get("/", SHORT)), FailureKind.TIMEOUT, true);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "SSH-2.0-OpenSSH_9\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 200 OK\r\nB@d(name): 1\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"
      })
  void whatIsNoHttpIsBroken(String answer) throws IOException {
    try (var server =
        new RawServer(connection -> {
          connection.head();
          connection.say(answer);
        })) {
      assertFailed(send(server.url(), post("/", "x")), FailureKind.BROKEN, true);
      assertThat(server.heads()).hasSize(1);
    }
  }

  @Test
  void aResetIsBroken() throws IOException {
    try (var server =
        new RawServer(connection -> {
          connection.head();
          connection.reset();
        })) {
      assertFailed(send(server.url(), post("/", "")), FailureKind.BROKEN, true);
      assertThat(server.heads()).hasSize(1);
    }
  }

  @Test
  void onAPooledConnectionThatHasDiedAPostIsNotRepeated() throws IOException {
    try (var server = diesAfterOne();
        var upstream = upstream(server.url())) {
      responded(upstream.send(get("/first")));

      assertFailed(upstream.send(post("/second", "x")), FailureKind.BROKEN, true);
      assertThat(server.heads()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "OPTIONS"})
  void norIsAnotherMethodWithoutABody(String method) throws IOException {
    try (var server = diesAfterOne();
        var upstream = upstream(server.url())) {
      responded(upstream.send(get("/first")));

      Upstream.Result result =
          upstream.send(request(method, "/second", Headers.NONE, null, PATIENCE));
      assertFailed(result, FailureKind.BROKEN, true);
      assertThat(server.heads()).hasSize(2);
    }
  }

  @Test
  void butAGetIsRepeatedOnANewOne() throws IOException {
    try (var server = diesAfterOne();
        var upstream = upstream(server.url())) {
      responded(upstream.send(get("/first")));

      assertThat(responded(upstream.send(get("/second"))).status()).isEqualTo(200);
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "408 Request Timeout\r\nConnection: close",
        "503 Service Unavailable\r\nRetry-After: 0",
        "503 Service Unavailable\r\nRetry-After: 99999999999",
        "421 Misdirected Request",
        "407 Proxy Authentication Required",
        "401 Unauthorized\r\nWWW-Authenticate: Basic realm=x",
        "301 Moved\r\nLocation: /elsewhere",
        "307 Temporary Redirect\r\nLocation: /elsewhere"
      })
  void noStatusMakesItSendAgain(String status) throws IOException {
    try (var server = after("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nok")) {
      Upstream.Responded responded;
      try (var upstream = upstream(server.url())) {
        responded = responded(upstream.send(get("/")));
        assertThat(text(responded)).isEqualTo("ok");
      }
      assertThat(responded.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
      assertThat(server.heads()).hasSize(1);
    }
  }

  @Test
  void patienceRestsWhileTheBodyIsWritten() throws IOException {
    try (var server =
        new RawServer(connection -> {
          connection.head();
          connection.read(6);
          connection.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          connection.hang();
        })) {
      RequestBody slow =
          new Sending.Written(
              6,
              out -> {
                for (int i = 0; i < 6; i++) {
                  LockSupport.parkNanos(SHORT.toNanos() / 2);
                  out.write(i);
                }
              });
      Upstream.Result result = send(server.url(), request("POST", "/", Headers.NONE, slow, SHORT));
      assertThat(responded(result).status()).isEqualTo(200);
    }
  }

  @Test
  void patienceStartsAnewAfterTheBody() throws IOException {
    try (var server = after("")) {
      Upstream.Result result =
          send(server.url(), request("POST", "/", Headers.NONE, new Sending.Text("hello!"), SHORT));
      assertFailed(result, FailureKind.TIMEOUT, true);
    }
  }

  @Test
  void aClientThatBreaksOffItsBodyIsNoFaultOfGitHub() throws IOException {
    RequestBody body =
        new Sending.Written(
            100,
            out -> {
              out.write(1);
              throw new IOException("client gone");
            });
    try (var server = after("")) {
      Upstream.Result result =
          send(server.url(), request("POST", "/", Headers.NONE, body, PATIENCE));
      assertFailed(result, FailureKind.CANCELLED, true);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 4})
  void neitherIsABodyOfAnotherLengthThanStated(long stated) throws IOException {
    RequestBody body = new Sending.Written(stated, out -> out.write(new byte[3]));
    try (var server = after("HTTP/1.1 200 OK\r\n\r\n")) {
      Upstream.Result result =
          send(server.url(), request("POST", "/", Headers.NONE, body, PATIENCE));
      assertFailed(result, FailureKind.CANCELLED, true);
    }
  }

  @Test
  void anAnswerBeforeTheBodyWasReadArrives() throws IOException {
    RequestBody body =
        new Sending.Written(
            1L << 30,
            out -> {
              byte[] some = new byte[1 << 16];
              for (int i = 0; i < 1 << 14; i++) {
                out.write(some);
              }
            });
    try (var server =
        new RawServer(connection -> {
          connection.head();
          connection.say("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        })) {
      Upstream.Result result =
          send(server.url(), request("POST", "/", Headers.NONE, body, PATIENCE));
      // Whether the reset overtakes the answer is up to the network; the answer is never invented.
      assertThat(
              result instanceof Upstream.Responded responded
                  ? responded.status() == 413
                  : failed(result).kind() == FailureKind.BROKEN)
          .isTrue();
    }
  }

  @Test
  void noTimeLeftMeansNothingIsSent() throws IOException {
    try (var server = after("")) {
      assertFailed(send(server.url(), get("/", Duration.ZERO)), FailureKind.TIMEOUT, false);
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void theDetailNamesNoQueryAndNoField() throws IOException {
    try (var server = after("HTTP/1.1 2OO\r\n\r\n")) {
      var failed =
          failed(
              send(
                  server.url(),
                  get("/x?token=secret1", Headers.of("Authorization", "Bearer secret2\u0001é"))));
      assertThat(failed.detail()).isNotBlank().doesNotContain("secret").hasSizeLessThan(200);
    }
  }

  private static RawServer after(String answer) {
    return RawServer.of(connection -> {
      connection.head();
      connection.say(answer);
      connection.hang();
    });
  }

  /** Its first connection answers once, reads a second request and closes. */
  private static RawServer diesAfterOne() {
    return RawServer.of(connection -> {
      connection.head();
      connection.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      if (connection.number() == 1) {
        connection.head();
      } else {
        connection.hang();
      }
    });
  }

  private static Upstream.Result send(URI url, Upstream.Request request) {
    try (var upstream = upstream(url)) {
      return upstream.send(request);
    }
  }

  private static void assertFailed(Upstream.Result result, FailureKind kind, boolean sent) {
    Upstream.Failed failed = failed(result);
    assertThat(failed.kind()).as(failed.detail()).isEqualTo(kind);
    assertThat(failed.sent()).as(failed.detail()).isEqualTo(sent);
  }
}
