package dev.headgate.server.task;

import static dev.headgate.server.task.TaskClient.json;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RespondAsyncTest {
  private static final String KEY = "key-of-ci-0123456789";
  private static final String[] ASYNC = {"Prefer", "respond-async"};

  private final MirrorFixture mirror =
      MirrorFixture.start(
          "HEADGATE_API_KEYS",
          "ci:" + KEY,
          "HEADGATE_ADMIN_TOKEN",
          "admin-token-0123456789",
          "GITHUB_TOKEN",
          "ghp_thegatewaysown");
  private final TaskClient octo = new TaskClient(mirror, "Authorization", "Bearer ghp_octo");

  @BeforeAll
  void grant() {
    mirror.github().mapToken("ghp_octo", "octo", "repo");
    mirror.github().mapToken("ghp_other", "other", "repo");
    mirror.github().mapToken("ghp_thegatewaysown", "gateway", "repo");
  }

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void aReadIsAnsweredLaterToTheSameCredentialOnly() {
    HttpResponse<String> deferred = mirror.get("/repos/octo/later?page=1", "ghp_octo", ASYNC);

    assertThat(deferred.statusCode()).isEqualTo(202);
    assertThat(field(deferred, "Preference-Applied")).isEqualTo("respond-async");
    String location = field(deferred, "Location");
    String id = json(deferred).path("id").asText();
    assertThat(location).isEqualTo("/api/v1/tasks/" + id);
    JsonNode done = octo.inState(id, "succeeded");
    assertThat(done.path("result").path("status").asInt()).isEqualTo(200);
    assertThat(done.toString()).doesNotContain("ghp_octo", "credential");
    assertThat(mirror.upstream("/repos/octo/later?page=1").getFirst().principal())
        .isEqualTo("octo");
    assertThat(json(octo.get(location + "/content")).path("full_name").asText())
        .isEqualTo("octo/later");
    assertThat(new TaskClient(mirror, "Authorization", "token ghp_octo").get(location).statusCode())
        .as("another spelling of the same credential")
        .isEqualTo(200);
    assertThat(mirror.get(location, "ghp_other").statusCode()).isEqualTo(404);
    assertThat(mirror.get(location, "", "X-Headgate-Key", KEY).statusCode()).isEqualTo(404);
    assertThat(mirror.get(location, "").statusCode()).isEqualTo(401);
    assertThat(mirror.get(location, "admin-token-0123456789").statusCode()).isEqualTo(200);
    assertThat(json(octo.get("/api/v1/tasks")).path("tasks").toString()).contains(id);
    assertThat(mirror.get("/api/v1/tasks", "ghp_other").body()).doesNotContain(id);
  }

  @Test
  void fetchingOftenIsNoGuessingOfSecrets() {
    for (int i = 0; i < 30; i++) {
      assertThat(mirror.get("/api/v1/tasks/none-" + i, "ghp_other").statusCode()).isEqualTo(404);
    }
    assertThat(mirror.get("/api/v1/tasks", "admin-token-0123456789").statusCode()).isEqualTo(200);
  }

  @Test
  void aWriteIsMadeOnceWithItsBody() {
    HttpResponse<String> deferred =
        mirror.send(
            "POST",
            "/repos/octo/hello/issues",
            "ghp_octo",
            "{\"title\":\"from a task\"}",
            "Prefer",
            "wait=3, respond-async; x=1",
            "Content-Type",
            "application/json");

    assertThat(deferred.statusCode()).isEqualTo(202);
    JsonNode done = octo.inState(json(deferred).path("id").asText(), "succeeded");
    assertThat(done.path("result").path("status").asInt()).isEqualTo(201);
    assertThat(json(done.path("result").path("body").asText()).path("title").asText())
        .isEqualTo("from a task");
    assertThat(done.path("priority").asText()).isEqualTo("normal");
    assertThat(
            mirror.upstream("/repos/octo/hello/issues").stream()
                .filter(request -> request.method().equals("POST")))
        .hasSize(1);
  }

  @Test
  void aHolderOfAKeyUsesTheGatewaysCredentials() {
    HttpResponse<String> deferred =
        mirror.get("/repos/octo/lent", "", "Prefer", "respond-async", "X-Headgate-Key", KEY);

    TaskClient ci = new TaskClient(mirror, "X-Headgate-Key", KEY);
    ci.inState(json(deferred).path("id").asText(), "succeeded");
    assertThat(mirror.upstream("/repos/octo/lent").getFirst().principal()).isEqualTo("gateway");
    assertThat(json(deferred).path("caller").asText()).isEqualTo("key:ci");
  }

  @Test
  void whoCouldNotFetchTheAnswerIsRefused() {
    HttpResponse<String> refused = mirror.get("/repos/octo/nobody", "", ASYNC);

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(json(refused).path("message").asText()).contains("respond-async needs");
    assertThat(mirror.upstream("/repos/octo/nobody")).isEmpty();
  }

  @Test
  void aBodyThatIsTooLongIsRefused() {
    HttpResponse<String> refused =
        mirror.send(
            "POST", "/repos/octo/hello/issues", "ghp_octo", "x".repeat((1 << 20) + 1), ASYNC);

    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(json(refused).path("message").asText()).contains("1048576");
  }
}
