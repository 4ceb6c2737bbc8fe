package dev.headgate.github.simulator;

import static dev.headgate.github.simulator.SimulatorClient.HUBOT;
import static dev.headgate.github.simulator.SimulatorClient.OCTOCAT;
import static dev.headgate.github.simulator.SimulatorClient.header;
import static dev.headgate.github.simulator.SimulatorClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContentTest {
  private final SimulatorClient client = new SimulatorClient();

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void streamsGeneratedBytesThatCanBeChecked() throws Exception {
    client.control("PUT", "/content/big?bytes=200000&type=application/octet-stream", "");
    byte[] body = client.bytes("/big").body();
    assertThat(body).hasSize(200_000);
    for (int i = 0; i < body.length; i++) {
      if (body[i] != GitHubSimulator.patternByte(i)) {
        throw new AssertionError("byte " + i);
      }
    }
  }

  @Test
  void generatesJsonOfTheExactLength() throws Exception {
    client.control("PUT", "/content/big?bytes=150000&type=application/json", "");
    HttpResponse<String> answer = client.get("/big");
    assertThat(answer.body()).hasSize(150_000);
    assertThat(json(answer).path("data").asText()).hasSize(150_000 - 11);
    assertThat(header(answer, "ETag"))
        .isEqualTo('"' + Digests.sha256Hex(answer.body().getBytes(UTF_8)) + '"');
  }

  @Test
  void showsAResourceOnlyToThoseWhoMaySeeIt() throws Exception {
    client.control("PUT", "/content/secret?visible-to=octocat,other", "{}");
    assertThat(client.get("/secret", "Authorization", OCTOCAT).statusCode()).isEqualTo(200);
    assertThat(client.get("/secret", "Authorization", HUBOT).statusCode()).isEqualTo(404);
    assertThat(client.get("/secret").statusCode()).isEqualTo(404);
  }

  @Test
  void holdsABodyPerPrincipal() throws Exception {
    client.control("PUT", "/content/mine", "\"for all\"");
    client.control("PUT", "/content/mine?principal=hubot", "\"for hubot\"");
    assertThat(client.get("/mine", "Authorization", OCTOCAT).body()).isEqualTo("\"for all\"");
    assertThat(client.get("/mine", "Authorization", HUBOT).body()).isEqualTo("\"for hubot\"");
  }

  @Test
  void removesWhatWasSetAndResets() throws Exception {
    client.control("PUT", "/content/zen?type=text/plain", "Other words");
    assertThat(client.get("/zen").body()).isEqualTo("Other words");
    client.control("DELETE", "/content/zen", "");
    assertThat(client.get("/zen").body()).startsWith("Anything added");
    assertThat(client.send("DELETE", "/_sim/content/zen", "").statusCode()).isEqualTo(404);
    client.simulator.putJson("/zen", "[]");
    client.simulator.play(Scenario.outage(503));
    client.control("POST", "/reset", "");
    assertThat(client.get("/zen").body()).startsWith("Anything added");
    assertThat(client.simulator.stats().requests()).isEqualTo(1);
  }

  @Test
  void setsAnyStatus() throws Exception {
    client.control("PUT", "/content/repos/o/r/stats/contributors?status=202", "{}");
    assertThat(client.get("/repos/o/r/stats/contributors").statusCode()).isEqualTo(202);
  }

  @Test
  void hidesPrivateRepositoriesFromThoseWithoutAccess() throws Exception {
    client.control("PUT", "/access", "{\"repository\":\"o/private-x\",\"logins\":[\"octocat\"]}");
    assertThat(
            json(client.get("/repos/o/private-x", "Authorization", OCTOCAT))
                .path("private")
                .asBoolean())
        .isTrue();
    HttpResponse<String> hidden = client.get("/repos/o/private-x", "Authorization", HUBOT);
    assertThat(hidden.statusCode()).isEqualTo(404);
    assertThat(json(hidden).path("message").asText()).isEqualTo("Not Found");
  }

  @Test
  void recordsWhatArrivedByteForByteAndMasksCredentials() throws Exception {
    client.send(
        "POST",
        "/repos/o/r/git/ref%2Fx/%25?q=a%26b&labels=x&labels=y",
        "body",
        "Authorization",
        "Bearer hunter2",
        "X-Odd",
        "one");
    RecordedRequest recorded = client.simulator.requests(1).getFirst();
    assertThat(recorded.target()).isEqualTo("/repos/o/r/git/ref%2Fx/%25?q=a%26b&labels=x&labels=y");
    assertThat(recorded.header("x-odd")).contains("one");
    assertThat(recorded.header("authorization"))
        .contains("Bearer sha256:9S+9MrKzuG/4jvbEkGKChfSCrxXdyylUH5S89Saj9sc=");
    assertThat(recorded.bodySha256()).isEqualTo(Body.of("body").sha256());
    HttpResponse<String> listed = client.send("GET", "/_sim/requests?limit=5", "");
    assertThat(listed.body()).contains("%25?q=a%26b").doesNotContain("hunter2");
  }
}
