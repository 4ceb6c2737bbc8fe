package dev.headgate.github.simulator;

import static dev.headgate.github.simulator.SimulatorClient.HUBOT;
import static dev.headgate.github.simulator.SimulatorClient.OCTOCAT;
import static dev.headgate.github.simulator.SimulatorClient.header;
import static dev.headgate.github.simulator.SimulatorClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {
  private final SimulatorClient client = new SimulatorClient();

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void playsForTheGivenNumberOfRequests() throws Exception {
    client.control("POST", "/scenario", "{\"scenario\":\"outage\",\"status\":502,\"count\":2}");
    HttpResponse<String> down = zen();
    assertThat(down.statusCode()).isEqualTo(502);
    assertThat(down.body()).contains("Unicorn!");
    assertThat(header(down, "Content-Type")).startsWith("text/html");
    assertThat(zen().statusCode()).isEqualTo(502);
    assertThat(zen().statusCode()).isEqualTo(200);
    assertThat(client.simulator.stats().refused()).containsEntry("scenario:outage", 2L);
  }

  @Test
  void playsOnlyForItsPrincipalPathAndMethod() throws Exception {
    client.simulator.play(
        Scenario.outage(503).forPrincipal("octocat").forPath("/repos/*/r/**").forMethod("GET"));
    assertThat(client.get("/repos/o/r/issues", "Authorization", OCTOCAT).statusCode())
        .isEqualTo(503);
    assertThat(client.get("/repos/o/r/issues", "Authorization", HUBOT).statusCode()).isEqualTo(200);
    assertThat(client.get("/repos/o/s/issues", "Authorization", OCTOCAT).statusCode())
        .isEqualTo(200);
    assertThat(
            client
                .send("POST", "/repos/o/r/issues", "{\"title\":\"t\"}", "Authorization", OCTOCAT)
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void tellsASpentPrimaryQuotaWithoutSpendingIt() throws Exception {
    client.control(
        "POST", "/scenario", "{\"scenario\":\"primary-exhausted\",\"status\":429,\"count\":1}");
    HttpResponse<String> refused = zen();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(header(refused, "X-RateLimit-Remaining")).isEqualTo("0");
    assertThat(header(refused, "ETag")).isNotEmpty();
    assertThat(header(zen(), "X-RateLimit-Remaining")).isEqualTo("4999");
  }

  @Test
  void namesTheSecondaryWaitInSecondsOrAsADate() throws Exception {
    client.control("POST", "/scenario", "{\"scenario\":\"secondary\",\"retry_after\":7}");
    assertThat(header(zen(), "Retry-After")).isEqualTo("7");
    client.control("DELETE", "/scenario", "");
    client.control(
        "POST",
        "/scenario",
        "{\"scenario\":\"secondary\",\"retry_after\":7,\"retry_after_date\":true}");
    assertThat(header(zen(), "Retry-After")).isEqualTo("Sun, 01 Mar 2026 12:00:07 GMT");
  }

  @Test
  void hidesASecondaryLimitInTheBodyAlone() throws Exception {
    client.simulator.play(Scenario.of(Scenario.Kind.SECONDARY_WITHOUT_HEADERS));
    HttpResponse<String> refused = zen();
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().map()).doesNotContainKeys("retry-after", "x-ratelimit-remaining");
    assertThat(refused.body()).contains("secondary rate limit");
  }

  @Test
  void cutsAnAnnouncedBodyInHalf() {
    client.simulator.play(Scenario.of(Scenario.Kind.TRUNCATE).times(1));
    assertThatThrownBy(this::zen).isInstanceOf(IOException.class);
  }

  @Test
  void resetsTheConnection() throws Exception {
    client.simulator.play(Scenario.of(Scenario.Kind.RESET_CONNECTION).times(1));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), client.simulator.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("GET /zen HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      assertThatThrownBy(in::read).hasMessageContaining("reset");
    }
  }

  @Test
  void acceptsAndNeverAnswers() throws Exception {
    client.simulator.play(Scenario.of(Scenario.Kind.HANG).times(1));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), client.simulator.port())) {
      socket.setSoTimeout(300);
      socket.getOutputStream().write("GET /zen HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(zen().statusCode()).isEqualTo(200);
  }

  @Test
  void tricklesAndDelays() throws Exception {
    client.simulator.put("/some", "text/plain", "x".repeat(300).getBytes(UTF_8));
    client.simulator.play(Scenario.slow(1_000).times(1));
    long start = System.nanoTime();
    assertThat(client.get("/some").body()).hasSize(300);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(190));
    client.simulator.play(Scenario.latency(Duration.ofMillis(200)).times(1));
    long later = System.nanoTime();
    assertThat(client.get("/some").statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - later))
        .isGreaterThanOrEqualTo(Duration.ofMillis(200));
  }

  @ParameterizedTest
  @CsvSource({"RATE_LIMITED,RATE_LIMITED", "RATE_LIMIT,RATE_LIMIT"})
  void limitsGraphQlInEitherForm(String form, String type) throws Exception {
    client.control(
        "POST", "/scenario", "{\"scenario\":\"graphql-rate-limited\",\"form\":\"" + form + "\"}");
    HttpResponse<String> answer =
        client.send(
            "POST", "/graphql", "{\"query\":\"{viewer{login}}\"}", "Authorization", OCTOCAT);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).at("/errors/0/type").asText()).isEqualTo(type);
    assertThat(json(answer).has("data")).isFalse();
    assertThat(zen().statusCode()).isEqualTo(200);
  }

  @Test
  void listsAndClearsWhatIsPlayed() throws Exception {
    long id = client.simulator.play(Scenario.outage(503).times(3));
    zen();
    assertThat(client.control("GET", "/scenario", "").at("/scenarios/0/left").asLong())
        .isEqualTo(2);
    client.control("DELETE", "/scenario?id=" + id, "");
    assertThat(zen().statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"scenario":"bogus"}                 | scenario: bogus (expected: one of
          {"scenario":"outage","status":200}   | status: 200 (expected: 500 to 599)
          {"scenario":"secondary","status":500}| status: 500 (expected: 403 or 429)
          {"scenario":"slow","bytes":1}        | bytes: unknown member
          {"scenario":"outage","count":"x"}    | count: "x" (expected: a whole number)
          nonsense                             | body: not JSON
          """)
  void saysWhatIsWrongWithAControlCall(String body, String expected) throws Exception {
    HttpResponse<String> answer = client.send("POST", "/_sim/scenario", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(json(answer).path("detail").asText()).contains(expected);
  }

  private HttpResponse<String> zen() throws Exception {
    return client.get("/zen", "Authorization", OCTOCAT);
  }
}
