package dev.headgate.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no proper request is refused in JSON, tells nothing and reaches nobody. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedRequestTest {
  private static final String PLANTED = "planted";

  private final MirrorFixture mirror = MirrorFixture.start();

  @AfterAll
  void close() {
    mirror.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /planted b HTTP/1.1|Host: m||",
        "PLANTED||",
        "GET /planted HTTP/1.1||",
        "GET /planted HTTP/1.1|Host: m|Host: n||",
        "GET /planted HTTP/1.1|Host: <planted>||",
        "GET /planted HTTP/1.1|Host: a!planted|Connection: close||",
        "GET /planted HTTP/1.1|Host: m:99999||",
        "GET /planted%zz HTTP/1.1|Host: m|Connection: close||",
        "GET /planted//x HTTP/1.1|Host: m|Connection: close||",
        "GET /planted/%2e%2e/x HTTP/1.1|Host: m|Connection: close||",
        "GET /planted#x HTTP/1.1|Host: m|Connection: close||",
        "GET planted HTTP/1.1|Host: m|Connection: close||",
        "GET http:///planted HTTP/1.1|Host: m|Connection: close||",
        "OPTIONS * HTTP/1.1|Host: m|X-Trace: planted|Connection: close||",
        "GET /planted HTTP/1.1|Host: m|Bad Field: planted||",
        "GET /planted HTTP/1.1|Host: m| folded: planted||",
        "POST /planted HTTP/1.1|Host: m|Content-Length: -5||",
        "POST /planted HTTP/1.1|Host: m|Content-Length: 5|Content-Length: 6||",
        "POST /planted HTTP/1.1|Host: m|Content-Length: 5|Transfer-Encoding: chunked||0||",
        "GET /planted HTTP/1.1|Host: m|Authorization: a|Authorization: b|Connection: close||"
      })
  void aMalformedRequestIsRefused(String request) throws JsonProcessingException {
    refused(RawHttp.send(mirror.url(), request.replace("|", "\r\n")), 400);
  }

  @Test
  void noTunnelIsOpened() throws IOException {
    try (Socket socket = new Socket(mirror.url().getHost(), mirror.url().getPort())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write("CONNECT planted:443 HTTP/1.1\r\nHost: planted:443\r\n\r\n".getBytes(US_ASCII));
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      assertThat(answer.readLine()).startsWith("HTTP/1.1 400 ");
    }
    assertThat(mirror.upstream()).isEmpty();
  }

  @Test
  void anOversizedFieldIsRefused() throws JsonProcessingException {
    refused(
        RawHttp.exchange(
            mirror.url(), "GET /planted HTTP/1.1", "Host: m", "X-Large: " + PLANTED.repeat(6000)),
        431);
  }

  @Test
  void anOversizedUrlIsRefused() throws JsonProcessingException {
    refused(
        RawHttp.exchange(mirror.url(), "GET /" + PLANTED.repeat(6000) + " HTTP/1.1", "Host: m"),
        414);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/repos/octo/planted/issues", "/api/v1/health"})
  void anOversizedBodyIsRefusedBeforeItIsSent(String path) throws JsonProcessingException {
    refused(
        RawHttp.exchange(
            mirror.url(),
            "POST " + path + " HTTP/1.1",
            "Host: m",
            "Content-Type: application/json",
            "Content-Length: " + (128L * 1024 * 1024 + 1)),
        413);
  }

  @Test
  void anUnknownVersionIsRefused() throws JsonProcessingException {
    refused(RawHttp.exchange(mirror.url(), "GET /planted HTTP/3.7", "Host: m"), 505);
  }

  private void refused(RawHttp answer, int status) throws JsonProcessingException {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.values("X-Request-ID")).hasSize(1);
    assertThat(answer.values("Content-Type")).hasSize(1);
    assertThat(answer.values("Content-Type").getFirst()).startsWith("application/json");
    JsonNode error = new JsonMapper().readTree(answer.body());
    assertThat(error.path("message").asText()).isNotEmpty();
    assertThat(error.path("status").asText()).isEqualTo(Integer.toString(status));
    assertThat((answer.head() + answer.body()).toLowerCase(Locale.ROOT))
        .doesNotContain(PLANTED)
        .doesNotContain("<html")
        .doesNotContain("jetty")
        .doesNotContain("exception")
        .doesNotContain("\tat ");
    assertThat(mirror.upstream()).isEmpty();
  }
}
