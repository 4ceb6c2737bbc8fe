package dev.headgate.github.simulator;

import static dev.headgate.github.simulator.SimulatorClient.OCTOCAT;
import static dev.headgate.github.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
  private static final String ISSUE = "/repos/o/r/issues/1";

  private final SimulatorClient client = new SimulatorClient();

  @AfterEach
  void stop() {
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"labels\":[\"help wanted\",\"bug\"]}", "[\"help wanted\",\"bug\"]"})
  void addsLabelsGivenAsAnObjectOrAsAnArray(String body) throws Exception {
    assertThat(names(send("POST", "/labels", body))).containsExactly("bug", "help wanted");
    assertThat(names(client.get(ISSUE + "/labels"))).containsExactly("bug", "help wanted");
    assertThat(json(client.get(ISSUE)).at("/labels/1/name").asText()).isEqualTo("help wanted");
  }

  @Test
  void replacesLabels() throws Exception {
    assertThat(names(send("PUT", "/labels", "{\"labels\":[\"x\"]}"))).containsExactly("x");
    assertThat(names(client.get(ISSUE + "/labels"))).containsExactly("x");
  }

  @Test
  void removesOneLabelAndAll() throws Exception {
    send("POST", "/labels", "[\"a b\",\"c\"]");
    assertThat(names(send("DELETE", "/labels/a%20b", ""))).containsExactly("bug", "c");
    assertThat(send("DELETE", "/labels", "").statusCode()).isEqualTo(204);
    assertThat(names(client.get(ISSUE + "/labels"))).isEmpty();
  }

  @Test
  void refusesTheAnonymousTheUnknownAndWhatIsNotJson() throws Exception {
    assertThat(client.send("POST", ISSUE + "/labels", "[]").statusCode()).isEqualTo(401);
    assertThat(send("POST", "/labels", "{").statusCode()).isEqualTo(400);
    assertThat(client.get("/repos/o/r/issues/999/labels").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(method, ISSUE + path, body, "Authorization", OCTOCAT);
  }

  private static List<String> names(HttpResponse<String> labels) throws Exception {
    List<String> names = new ArrayList<>();
    json(labels).forEach(label -> names.add(label.path("name").asText()));
    return names;
  }
}
