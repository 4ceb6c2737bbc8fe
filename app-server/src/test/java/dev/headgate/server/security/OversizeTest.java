package dev.headgate.server.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Requests that are too large, too deep, too many or too slow: refused, and others are served. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OversizeTest {
  private static final String KEY = "a-key-of-the-builders";
  private static final String JSON = "application/json";
  private static final int CONNECTIONS = 24;

  private static final String DEEP = "[".repeat(5000) + "]".repeat(5000);
  private static final String LONG = "x".repeat(3_000_000);

  static final List<Arguments> BODIES =
      List.of(
          Arguments.of(
              "/api/v1/tasks", JSON, "{\"kind\":\"github-request\",\"payload\":" + DEEP + "}"),
          Arguments.of("/api/v1/tasks", JSON, "{\"kind\":\"" + LONG + "\"}"),
          Arguments.of("/api/v1/tasks", JSON, "{\"" + "k".repeat(100_000) + "\":1}"),
          Arguments.of("/api/v1/tasks", JSON, "{\"kind\":" + "9".repeat(20_000) + "}"),
          Arguments.of("/api/v1/tasks", JSON, "{\"not_before\":1e999999999}"),
          Arguments.of("/api/v1/tasks", JSON, "{\"kind\":\"a\",\"kind\":\"b\"}"),
          Arguments.of("/api/v1/batches", JSON, "{\"requests\":" + DEEP + "}"),
          Arguments.of(
              "/api/v1/batches",
              JSON,
              "{\"requests\":[" + "{\"path\":\"/user\"},".repeat(20_000) + "{}]}"),
          Arguments.of("/events", "application/cloudevents+json", DEEP),
          Arguments.of("/events", "application/cloudevents+json", "{\"data\":\"" + LONG + "\"}"),
          Arguments.of(
              "/events", "application/cloudevents-batch+json", "[" + "{},".repeat(50_000) + "{}]"),
          Arguments.of("/webhooks/github", JSON, DEEP));

  private final MirrorFixture mirror =
      MirrorFixture.start(
          "HEADGATE_API_KEYS",
          "ci:" + KEY,
          "GITHUB_WEBHOOK_SECRET",
          "the secret of the hook",
          "REQUEST_TIMEOUT",
          "2s",
          "SERVER_MAX_CONNECTIONS",
          Integer.toString(CONNECTIONS));

  @AfterAll
  void close() {
    mirror.close();
  }

  @ParameterizedTest
  @FieldSource("BODIES")
  void aBodyThatIsTooMuchIsRefused(String path, String type, String body) {
    HttpResponse<String> answer =
        mirror.send("POST", path, "", body, "Content-Type", type, "X-Headgate-Key", KEY);

    assertThat(answer.statusCode()).isIn(400, 401, 413, 415, 422);
    assertThat(answer.body().length()).as("nothing of it is given back").isLessThan(4096);
    assertThat(mirror.get("/healthz", "").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @FieldSource("HEADS")
  void aHeadThatIsTooMuchIsRefused(int status, String head) {
    RawHttp answer = RawHttp.send(mirror.url(), head + "\r\nConnection: close\r\n\r\n");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body().length()).isLessThan(200);
  }

  static final List<Arguments> HEADS =
      List.of(
          Arguments.of(414, "GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: m"),
          Arguments.of(414, "GET /?" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: m"),
          Arguments.of(431, "GET / HTTP/1.1\r\nHost: m\r\nX: " + "a".repeat(40_000)),
          Arguments.of(431, "GET / HTTP/1.1\r\nHost: m\r\n" + "a".repeat(40_000) + ": x"),
          Arguments.of(431, "GET / HTTP/1.1\r\nHost: m\r\n" + "X: a\r\n".repeat(10_000) + "Y: b"),
          Arguments.of(400, "GET / HTTP/1.1\r\nHost: " + "a".repeat(300) + ":" + "9".repeat(300)),
          Arguments.of(413, "POST /user/repos HTTP/1.1\r\nHost: m\r\nContent-Length: 9999999999"));

  @Test
  void aBodyThatDoesNotComeIsNotWaitedForLongerThanTheRequestMayTake() throws IOException {
    for (String path : List.of("/api/v1/tasks", "/events", "/webhooks/github")) {
      try (Socket socket = new Socket(mirror.url().getHost(), mirror.url().getPort())) {
        socket.setSoTimeout(40_000);
        socket
            .getOutputStream()
            .write(
                ("POST %s HTTP/1.1\r\nHost: %s\r\nX-Headgate-Key: %s\r\nContent-Type:"
                        + " application/json\r\nX-GitHub-Event: ping\r\nX-GitHub-Delivery: a\r\n"
                        + "ce-id: 1\r\nce-source: s\r\nce-type: t\r\nce-specversion: 1.0\r\n"
                        + "Content-Length: 100\r\n\r\n{")
                    .formatted(path, mirror.url().getAuthority(), KEY)
                    .getBytes(ISO_8859_1));
        String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

        assertThat(answer).as(path).startsWith("HTTP/1.1 408");
      }
    }
  }

  private RawHttp ask() {
    return RawHttp.exchange(mirror.url(), "GET /healthz HTTP/1.1", "Host: m", "Connection: close");
  }

  @Test
  void moreConnectionsThanThereMayBeWaitAndAreServedWhenIdleOnesAreClosed() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS + 10; i++) {
        idle.add(new Socket(mirror.url().getHost(), mirror.url().getPort()));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> ask().body().equals("OK"));
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }
}
