package dev.headgate.github.simulator;

import static dev.headgate.github.simulator.SimulatorClient.OCTOCAT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhooksTest {
  private static final String SECRET = "It's a Secret to Everybody";

  private final SimulatorClient client = new SimulatorClient();
  private final MockWebServer receiver = new MockWebServer();

  @BeforeEach
  void listen() throws Exception {
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.close();
    client.close();
  }

  @Test
  void signsTheKnownVector() {
    assertThat(Digests.hmacSha256Hex(SECRET, "Hello, World!".getBytes(UTF_8)))
        .isEqualTo("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  }

  @Test
  void deliversASignedEventAndRepeatsItUnderItsGuid() throws Exception {
    receiver.enqueue(new MockResponse.Builder().code(500).build());
    receiver.enqueue(new MockResponse.Builder().code(202).build());
    JsonNode first =
        client.control(
            "POST",
            "/webhooks",
            Json.object()
                .put("url", url())
                .put("secret", SECRET)
                .put("event", "issues")
                .toString());
    RecordedRequest arrived = take();
    byte[] body = body(arrived);
    assertThat(first.path("status").asInt()).isEqualTo(500);
    assertThat(arrived.getHeaders().get("X-Hub-Signature-256"))
        .isEqualTo("sha256=" + Digests.hmacSha256Hex(SECRET, body));
    assertThat(arrived.getHeaders().get("X-GitHub-Event")).isEqualTo("issues");
    assertThat(arrived.getHeaders().get("User-Agent")).startsWith("GitHub-Hookshot/");
    JsonNode second =
        client.control("POST", "/webhooks/redeliver", "{\"id\":" + first.path("id") + "}");
    assertThat(second.path("status").asInt()).isEqualTo(202);
    assertThat(take().getHeaders().get("X-GitHub-Delivery"))
        .isEqualTo(arrived.getHeaders().get("X-GitHub-Delivery"));
  }

  @Test
  void tellsRegisteredHooksOfChanges() throws Exception {
    receiver.enqueue(new MockResponse.Builder().code(200).build());
    client.simulator.register(new Hook(URI.create(url()), SECRET, Set.of("issues")));
    client.send("POST", "/repos/o/r/pulls", "{}", "Authorization", OCTOCAT);
    client.send("POST", "/repos/o/r/issues", "{\"title\":\"t\"}", "Authorization", OCTOCAT);
    RecordedRequest arrived = take();
    JsonNode payload = Json.read(body(arrived));
    assertThat(payload.path("action").asText()).isEqualTo("opened");
    assertThat(payload.at("/issue/number").asInt()).isEqualTo(46);
    assertThat(payload.at("/repository/full_name").asText()).isEqualTo("o/r");
  }

  @Test
  void keepsTheSecretOutOfItsText() {
    assertThat(new Hook(URI.create(url()), SECRET, Set.of()).toString()).doesNotContain("Secret");
  }

  private String url() {
    return "http://127.0.0.1:" + receiver.getPort() + "/hook";
  }

  private RecordedRequest take() throws Exception {
    RecordedRequest request = receiver.takeRequest(10, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return Objects.requireNonNull(request);
  }

  private static byte[] body(RecordedRequest request) {
    return Objects.requireNonNull(request.getBody()).toByteArray();
  }
}
