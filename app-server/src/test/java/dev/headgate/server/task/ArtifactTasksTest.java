package dev.headgate.server.task;

import static dev.headgate.server.task.TaskClient.json;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArtifactTasksTest {
  private final MirrorFixture mirror =
      MirrorFixture.start(
          "GITHUB_TOKEN",
          "octocat-token",
          "HEADGATE_API_KEYS",
          "ci:key-of-ci-0123456789,web:key-of-web-012345678");
  private final TaskClient ci = new TaskClient(mirror, "X-Headgate-Key", "key-of-ci-0123456789");
  private final TaskClient web = new TaskClient(mirror, "X-Headgate-Key", "key-of-web-012345678");

  @AfterAll
  void close() {
    mirror.close();
  }

  private static String order(String payload) {
    return "{'kind':'artifact-download','payload':%s}".formatted(payload);
  }

  @Test
  void anArtifactIsFetchedCheckedAndKeptForItsOwner() {
    mirror.github().putGeneratedZip("/repos/acme/shop/actions/artifacts/21/zip", 3 << 20);
    mirror.github().play(Scenario.of(Scenario.Kind.TRUNCATE).forPath("/_blob/**").times(2));
    String id = ci.accepted(order("{'owner':'acme','repo':'shop','artifact_id':21}"));
    JsonNode result = ci.inState(id, "succeeded").path("result");
    assertThat(result.path("blob").asText()).isEqualTo("task-" + id);
    assertThat(result.path("entries").asInt()).isEqualTo(1);
    assertThat(result.path("resumed").asInt()).isEqualTo(2);
    long bytes = result.path("bytes").asLong();
    assertThat(bytes).isGreaterThan(3 << 20);

    String content = "/api/v1/tasks/" + id + "/content";
    HttpResponse<String> whole = ci.get(content);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body().length()).isEqualTo((int) bytes);
    assertThat(field(whole, "Content-Length")).isEqualTo(Long.toString(bytes));
    assertThat(field(whole, "ETag")).isEqualTo("\"" + result.path("sha256").asText() + "\"");
    assertThat(field(whole, "Content-Disposition")).contains("reports-21.zip");
    HttpResponse<String> part =
        mirror.get(content, "", "X-Headgate-Key", "key-of-ci-0123456789", "Range", "bytes=100-199");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(whole.body().substring(100, 200));
    assertThat(web.get(content).statusCode()).isEqualTo(404);
    // GitHub's quota was charged and its credential used, at the API alone.
    assertThat(mirror.upstream("/repos/acme/shop/actions/artifacts/21/zip")).hasSize(1);
    assertThat(mirror.upstream("/_blob"))
        .isNotEmpty()
        .allSatisfy(request -> assertThat(request.header("Authorization")).isEmpty());
  }

  @Test
  void anExpiredArtifactFailsForGoodAndSaysSo() {
    String id = ci.accepted(order("{'owner':'acme','repo':'shop','artifact_id':30}"));
    JsonNode task = ci.inState(id, "failed");
    assertThat(task.path("reason").asText()).contains("expired");
    assertThat(ci.get("/api/v1/tasks/" + id + "/content").statusCode()).isEqualTo(409);
  }

  @Test
  void anArtifactIsFoundByItsRunAndName() {
    String id = ci.accepted(order("{'owner':'acme','repo':'shop','run_id':3,'name':'reports-4'}"));
    JsonNode result = ci.inState(id, "succeeded").path("result");
    assertThat(result.path("artifact_id").asInt()).isEqualTo(4);
  }

  @Test
  void mistakesAreToldBeforeATaskIsAccepted() {
    for (List<String> one :
        List.of(
            List.of("{'owner':'acme','repo':'shop'}", "payload.artifact_id: missing"),
            List.of("{'owner':'a/b','repo':'shop','artifact_id':1}", "payload.owner: malformed"),
            List.of("{'owner':'acme','repo':'..','artifact_id':1}", "payload.repo: malformed"),
            List.of("{'owner':'acme','repo':'shop','artifact_id':0}", "payload.artifact_id: 0"),
            List.of("{'owner':'acme','repo':'shop','run_id':1}", "payload.name: missing"),
            List.of(
                "{'owner':'acme','repo':'shop','artifact_id':1,'x':1}", "payload.x: unknown"))) {
      HttpResponse<String> refused = ci.post(order(one.getFirst()));
      assertThat(refused.statusCode()).as(one.getFirst()).isEqualTo(400);
      assertThat(json(refused).path("detail").asText()).contains(one.getLast());
    }
  }
}
