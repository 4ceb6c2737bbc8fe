package dev.headgate.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.github.simulator.Scenario;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes: sent once, whatever happens, and what GitHub says of them is passed on. */
class WritesTest {
  private static final String ISSUES = "/repos/octo/hello/issues";

  private GitHubSimulator github;
  private Mirror mirror;

  @BeforeEach
  void start() throws Exception {
    github = GitHubSimulator.start();
    mirror = new Mirror(github.url(), "MAX_RETRIES", "3", "RETRY_BASE_DELAY", "10ms");
  }

  @AfterEach
  void stop() {
    github.close();
    mirror.close();
  }

  @Test
  void aWriteWhoseConnectionIsResetIsNotRepeated() throws Exception {
    mirror.read("/repos/octo/hello");
    github.play(Scenario.of(Scenario.Kind.RESET_CONNECTION).times(1).forMethod("POST"));
    HttpResponse<String> answer = mirror.post(ISSUES, "{\"title\":\"once\"}");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(writes()).hasSize(1);
  }

  @Test
  void aWriteWhoseAnswerIsTruncatedIsNotRepeated() throws Exception {
    github.play(Scenario.of(Scenario.Kind.TRUNCATE).times(1).forMethod("POST"));
    assertThatThrownBy(() -> mirror.post(ISSUES, "{\"title\":\"once\"}"))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(HttpTimeoutException.class);
    assertThat(writes()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"500,application/json", "502,text/html", "503,text/html"})
  void gitHubsErrorToAWriteIsPassedOnAndNotRepeated(int status, String type) throws Exception {
    github.play(Scenario.outage(status).times(1).forMethod("POST"));
    HttpResponse<String> answer = mirror.post(ISSUES, "{\"title\":\"once\"}");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
    assertThat(answer.body()).isNotEmpty();
    assertThat(writes()).hasSize(1);
  }

  @Test
  void aBodyReachesGitHubWhileItsRestIsStillToCome() throws Exception {
    try (RawGitHub raw = new RawGitHub();
        Mirror before = new Mirror(raw.url());
        Socket client = before.connection()) {
      raw.answer(RawGitHub.sized(new byte[0]));
      OutputStream out = client.getOutputStream();
      out.write(
          Mirror.head(
              "POST /repos/octo/hello/releases/1/assets?name=a HTTP/1.1",
              "Host: localhost",
              "Content-Type: application/octet-stream",
              "Content-Length: 200000"));
      out.write(new byte[100_000]);
      out.flush();
      await().atMost(Duration.ofSeconds(5)).until(() -> raw.uploaded() > 50_000);
      assertThat(raw.uploaded()).isLessThanOrEqualTo(100_000);
      out.write(new byte[100_000]);
      out.flush();
      byte[] answer = client.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
      assertThat(raw.uploaded()).isEqualTo(200_000);
    }
  }

  @Test
  void aClientThatLeavesHalfWayThroughItsBodyWritesNothing() throws Exception {
    try (Socket client = mirror.connection()) {
      OutputStream out = client.getOutputStream();
      out.write(
          Mirror.head(
              "POST " + ISSUES + " HTTP/1.1",
              "Host: localhost",
              "Authorization: " + Mirror.ALICE,
              "Content-Type: application/json",
              "Content-Length: 2000"));
      out.write("{\"title\":".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> mirror.metric("http_requests_in_progress") == 2);
    }
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> mirror.metric("http_requests_in_progress") <= 1);
    assertThat(github.stats().statuses()).doesNotContainKey("201");
    assertThat(mirror.post(ISSUES, "{\"title\":\"next\"}").statusCode()).isEqualTo(201);
  }

  private List<RecordedRequest> writes() {
    return github.requests(1000).stream()
        .filter(request -> request.method().equals("POST"))
        .toList();
  }
}
