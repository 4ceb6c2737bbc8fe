package dev.headgate.github.upstream;

import static dev.headgate.github.upstream.Sending.PATIENCE;
import static dev.headgate.github.upstream.Sending.get;
import static dev.headgate.github.upstream.Sending.request;
import static dev.headgate.github.upstream.Sending.responded;
import static dev.headgate.github.upstream.Sending.text;
import static dev.headgate.github.upstream.Sending.upstream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivingAnswerTest {
  private static final String TEXT = "{\"login\":\"octocat\"}".repeat(50);

  @Test
  void statusFieldsAndBodyArriveAsTheyAre() throws IOException {
    String answer =
        String.join(
            "\r\n",
            "HTTP/1.1 299 Odd",
            "Date: Thu, 01 Jan 1970 00:00:00 GMT",
            "Vary: Accept",
            "Set-Cookie: a=1",
            "vary: Authorization",
            "Set-Cookie: b=2",
            "Content-Encoding: br",
            "Connection: keep-alive, X-Hop",
            "X-Hop: 1",
            "Keep-Alive: timeout=5",
            "Content-Length: 3",
            "",
            "abc");
    try (var server = answering(answer)) {
      Upstream.Responded responded = send(server, get("/"));

      assertThat(responded.status()).isEqualTo(299);
      assertThat(responded.length()).isEqualTo(3);
      assertThat(responded.headers())
          .isEqualTo(
              Headers.of(
                  "Date", "Thu, 01 Jan 1970 00:00:00 GMT",
                  "Vary", "Accept",
                  "Set-Cookie", "a=1",
                  "vary", "Authorization",
                  "Set-Cookie", "b=2",
                  "Content-Encoding", "br"));
      assertThat(text(responded)).isEqualTo("abc");
    }
  }

  @Test
  void aChunkedBodyHasNoKnownLength() throws IOException {
    String answer =
        String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Length: 99",
            "Transfer-Encoding: chunked",
            "",
            "3",
            "abc",
            "2;x=y",
            "de",
            "0",
            "X-Trailer: 1",
            "",
            "");
    try (var server = answering(answer)) {
      Upstream.Responded responded = send(server, get("/"));

      assertThat(responded.length()).isEqualTo(-1);
      assertThat(responded.headers().size()).isZero();
      assertThat(text(responded)).isEqualTo("abcde");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "GZIP"})
  void aCompressedBodyIsDecompressed(String coding) throws IOException {
    try (var server = answering(gzipped(coding, "200 OK", gzip(TEXT)))) {
      Upstream.Responded responded = send(server, get("/"));

      assertThat(responded.length()).isEqualTo(-1);
      assertThat(responded.headers()).isEqualTo(Headers.of("ETag", "W/\"1\""));
      assertThat(text(responded)).isEqualTo(TEXT);
    }
  }

  @Test
  void aPartOfACompressedBodyStaysAsItIs() throws IOException {
    byte[] part = Arrays.copyOfRange(gzip(TEXT), 5, 20);
    try (var server = answering(gzipped("gzip", "206 Partial Content", part))) {
      Upstream.Responded responded = send(server, get("/"));

      assertThat(responded.headers().value("Content-Encoding")).isEqualTo("gzip");
      assertThat(responded.body().stream().readAllBytes()).isEqualTo(part);
    }
  }

  @Test
  void aCompressedBodyThatEndsEarlyIsAnError() throws IOException {
    byte[] whole = gzip(TEXT);
    for (int end = 1; end < whole.length; end += 7) {
      byte[] part = Arrays.copyOf(whole, end);
      try (var server = answering(gzipped("gzip", "200 OK", part))) {
        Upstream.Responded responded = send(server, get("/"));
        assertThatThrownBy(() -> text(responded)).isInstanceOf(IOException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void aCompressedBodyWithABrokenChecksumOrLengthIsAnError(int fromTheEnd) throws IOException {
    byte[] whole = gzip(TEXT);
    whole[whole.length - fromTheEnd] ^= 1;
    try (var server = answering(gzipped("gzip", "200 OK", whole))) {
      Upstream.Responded responded = send(server, get("/"));
      assertThatThrownBy(() -> text(responded)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 10\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
        "Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n",
      })
  void aBodyThatEndsEarlyIsAnError(String rest) throws IOException {
    try (var server =
        new RawServer(connection -> {
          connection.head();
          connection.say("HTTP/1.1 200 OK\r\n" + rest);
        })) {
      Upstream.Responded responded = send(server, get("/"));
      assertThatThrownBy(() -> text(responded)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  204 No Content,   ''",
    "GET,  304 Not Modified, ''",
    "GET,  304 Not Modified, Content-Length: 12",
    "GET,  304 Not Modified, Content-Encoding: gzip",
    "GET,  200 OK,           Content-Length: 0",
    "HEAD, 200 OK,           Content-Length: 12",
    "HEAD, 200 OK,           Transfer-Encoding: chunked",
    "HEAD, 404 Not Found,    Content-Encoding: gzip"
  })
  void anAnswerWithoutABodyIsComplete(String method, String status, String field)
      throws IOException {
    String answer =
        "HTTP/1.1 "
            + status
            + "\r\nETag: \"1\"\r\n"
            + (field.isEmpty() ? "" : field + "\r\n")
            + "\r\n";
    try (var server = answering(answer)) {
      Upstream.Responded responded =
          send(server, request(method, "/", Headers.NONE, null, PATIENCE));

      assertThat(responded.length()).isZero();
      assertThat(responded.headers()).isEqualTo(Headers.of("ETag", "\"1\""));
      assertThat(text(responded)).isEmpty();
    }
  }

  @Test
  void interimResponsesAreIgnored() throws IOException {
    try (var server =
        answering(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      Upstream.Responded responded = send(server, get("/"));

      assertThat(responded.headers()).isEqualTo(Headers.NONE);
      assertThat(text(responded)).isEqualTo("ok");
    }
  }

  private static Upstream.Responded send(RawServer server, Upstream.Request request) {
    try (var upstream = upstream(server.url())) {
      return responded(upstream.send(request));
    }
  }

  private static RawServer answering(String answer) {
    return answering(answer.getBytes(StandardCharsets.UTF_8));
  }

  private static RawServer answering(byte[] answer) {
    return RawServer.of(connection -> {
      connection.head();
      connection.say(answer);
      connection.hang();
    });
  }

  private static byte[] gzipped(String coding, String status, byte[] body) throws IOException {
    var answer = new ByteArrayOutputStream();
    String header =
        "HTTP/1.1 %s\r\nETag: W/\"1\"\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(status, coding, body.length);
    answer.write(header.getBytes(StandardCharsets.UTF_8));
    answer.write(body);
    return answer.toByteArray();
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
