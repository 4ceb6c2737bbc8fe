package dev.headgate.server.task;

import static dev.headgate.server.task.TaskClient.json;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TasksTest {
  private static final String READ =
      "{'kind':'github-request','payload':{'path':'/repos/octo/hello'}}";
  private static final String LATER =
      "{'kind':'github-request','payload':{'path':'/repos/octo/%s'},'not_before':'%s'}";

  private final MirrorFixture mirror =
      MirrorFixture.start(
          "HEADGATE_API_KEYS",
          "ci:key-of-ci-0123456789,web:key-of-web-012345678",
          "HEADGATE_ADMIN_TOKEN",
          "admin-token-0123456789",
          "TASKS_MAX_QUEUED",
          "12");
  private final TaskClient ci = new TaskClient(mirror, "X-Headgate-Key", "key-of-ci-0123456789");
  private final TaskClient web = new TaskClient(mirror, "X-Headgate-Key", "key-of-web-012345678");
  private final TaskClient admin =
      new TaskClient(mirror, "Authorization", "Bearer admin-token-0123456789");

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void whatWasAcceptedIsDoneAndItsAnswerFetched() {
    HttpResponse<String> accepted = ci.post(READ, "X-Request-ID", "the-request");

    assertThat(accepted.statusCode()).isEqualTo(202);
    JsonNode task = json(accepted);
    String id = task.path("id").asText();
    assertThat(field(accepted, "Location")).isEqualTo("/api/v1/tasks/" + id);
    assertThat(task.path("kind").asText()).isEqualTo("github-request");
    assertThat(task.path("caller").asText()).isEqualTo("key:ci");
    assertThat(task.path("request_id").asText()).isEqualTo("the-request");

    JsonNode done = ci.inState(id, "succeeded");
    assertThat(done.path("result").path("status").asInt()).isEqualTo(200);
    assertThat(done.path("result").path("headers").path("content-type").asText())
        .startsWith("application/json");
    assertThat(done.path("payload").path("path").asText()).isEqualTo("/repos/octo/hello");
    assertThat(done.path("ended_at").asText()).isNotEmpty();
    HttpResponse<String> content = ci.get("/api/v1/tasks/" + id + "/content");
    assertThat(content.statusCode()).isEqualTo(200);
    assertThat(field(content, "Content-Type")).startsWith("application/json");
    assertThat(field(content, "Content-Security-Policy")).contains("sandbox");
    assertThat(json(content).path("full_name").asText()).isEqualTo("octo/hello");
    assertThat(mirror.upstream("/repos/octo/hello")).isNotEmpty();
  }

  @Test
  void theSameKeyIsTheSameTask() {
    String id = ci.accepted(READ, "Idempotency-Key", "once");

    HttpResponse<String> again = ci.post(READ, "Idempotency-Key", "once");
    HttpResponse<String> other = ci.post(READ.replace("hello", "other"), "Idempotency-Key", "once");
    HttpResponse<String> others = web.post(READ, "Idempotency-Key", "once");

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(field(again, "Location")).isEqualTo("/api/v1/tasks/" + id);
    assertThat(json(again).path("id").asText()).isEqualTo(id);
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.body()).contains("idempotency-key-reused", "another key");
    assertThat(others.statusCode()).isEqualTo(202);
    assertThat(json(others).path("id").asText()).isNotEqualTo(id);
  }

  @Test
  void aKeyWithACredentialIsTheSameTaskAlthoughItIsSealedAnew() {
    mirror.github().mapToken("ghp_ofaperson", "person");
    String[] fields = {"Idempotency-Key", "mine", "Authorization", "Bearer ghp_ofaperson"};
    String id = ci.accepted(READ, fields);

    assertThat(ci.post(READ, fields).statusCode()).isEqualTo(200);
    assertThat(ci.inState(id, "succeeded").toString())
        .doesNotContain("ghp_", "credential\"", "v1.");
    assertThat(mirror.upstream("/repos/octo/hello"))
        .anySatisfy(request -> assertThat(request.principal()).isEqualTo("person"));
  }

  @Test
  void everyMistakeIsToldAtOnce() {
    HttpResponse<String> refused =
        ci.post(
            "{'kind':'nothing','priority':'soon','deadline':'2001-01-01T00:00:00Z',"
                + "'not_before':'tomorrow','colour':'red'}");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(field(refused, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(texts(json(refused).path("errors")))
        .hasSize(5)
        .anyMatch(mistake ->
            mistake.startsWith("kind: nothing (expected: one of ")
                && mistake.contains("github-request")
                && !mistake.contains("callback"))
        .anyMatch(mistake -> mistake.startsWith("priority: soon (expected: one of critical"))
        .anyMatch(mistake -> mistake.startsWith("deadline: 2001-01-01T00:00:00Z (expected: in the"))
        .anyMatch(mistake -> mistake.startsWith("not_before: tomorrow (expected: an RFC 3339"))
        .anyMatch(mistake -> mistake.startsWith("colour: unknown (expected: one of "));
  }

  @Test
  void whatHeadgateHandsInItselfNobodyElseDoes() {
    for (String kind : List.of("github-webhook", "callback", "batch")) {
      HttpResponse<String> refused = admin.post("{'kind':'%s','payload':{}}".formatted(kind));
      assertThat(refused.statusCode()).as(kind).isEqualTo(400);
      assertThat(texts(json(refused).path("errors")))
          .containsExactly(
              "kind: %s (expected: one of artifact-download, build-job, github-request, junit-report)"
                  .formatted(kind));
    }
  }

  @Test
  void everyMistakeOfARequestIsToldAtOnce() {
    HttpResponse<String> refused =
        ci.post(
            "{'kind':'github-request','payload':{'method':'FETCH','path':'repos','body':'x',"
                + "'headers':{'Authorization':'Bearer ghp_secret','X-Other':7,'Host':'a'},"
                + "'priority':'now','repeat':'yes','credential':'v1.forged','more':1}}");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(texts(json(refused).path("errors")))
        .anyMatch(mistake -> mistake.startsWith("payload.method: FETCH (expected: one of GET"))
        .anyMatch(mistake -> mistake.startsWith("payload.path: repos (expected: path and query"))
        .anyMatch(mistake -> mistake.startsWith("payload.headers.Authorization: present"))
        .anyMatch(mistake -> mistake.startsWith("payload.headers.X-Other: number"))
        .anyMatch(mistake -> mistake.startsWith("payload.headers.Host: present"))
        .anyMatch(mistake -> mistake.startsWith("payload.priority: now"))
        .anyMatch(mistake -> mistake.startsWith("payload.repeat: yes"))
        .anyMatch(mistake -> mistake.startsWith("payload.credential: present"))
        .anyMatch(mistake -> mistake.startsWith("payload.more: unknown"));
    assertThat(refused.body()).doesNotContain("ghp_secret");
    assertThat(ci.post("[]").statusCode()).isEqualTo(400);
    assertThat(ci.post("{").statusCode()).isEqualTo(400);
    assertThat(ci.post("{'kind':'github-request'}").body()).contains("payload: missing");
  }

  @Test
  void nobodySeesAnothersTasksButTheAdministrator() {
    String id = ci.accepted(READ);
    String path = "/api/v1/tasks/" + id;

    for (HttpResponse<String> answer :
        List.of(
            web.get(path),
            web.get(path + "/content"),
            web.send("DELETE", path),
            web.send("POST", path + "/retry"),
            mirror.get(path, "ghp_stranger"),
            web.get("/api/v1/tasks/unknown"),
            web.get("/api/v1/tasks/..%2F"))) {
      assertThat(answer.statusCode()).isEqualTo(404);
    }
    assertThat(mirror.get(path, "").statusCode()).isEqualTo(401);
    assertThat(mirror.get(path, "wrong-token-0123456789").statusCode()).isEqualTo(401);
    assertThat(mirror.send("POST", "/api/v1/tasks", "ghp_stranger", "{}").statusCode())
        .isEqualTo(401);
    assertThat(admin.get(path).statusCode()).isEqualTo(200);
    assertThat(web.get("/api/v1/tasks?limit=100").body()).doesNotContain(id);
    assertThat(admin.get("/api/v1/tasks?limit=100").body()).contains(id);
  }

  @Test
  void aWaitingTaskIsCalledOffAndTriedAgain() {
    Instant later = Instant.now().plusSeconds(3600);
    String id = ci.accepted(LATER.formatted("later", later));
    String path = "/api/v1/tasks/" + id;

    JsonNode waiting = ci.task(id);
    assertThat(waiting.path("state").asText()).isEqualTo("waiting");
    assertThat(waiting.path("not_before").asText()).startsWith(later.toString().substring(0, 19));
    assertThat(ci.send("POST", path + "/retry").statusCode()).isEqualTo(409);
    assertThat(ci.get(path + "/content").statusCode()).isEqualTo(409);
    assertThat(ci.get(path + "/content").body()).contains("waiting");

    HttpResponse<String> cancelled = ci.send("DELETE", path);
    assertThat(cancelled.statusCode()).isEqualTo(200);
    assertThat(json(cancelled).path("state").asText()).isEqualTo("cancelled");
    assertThat(ci.send("DELETE", path).statusCode()).isEqualTo(200);

    HttpResponse<String> retried = ci.send("POST", path + "/retry");
    assertThat(retried.statusCode()).isEqualTo(202);
    assertThat(field(retried, "Location")).isEqualTo(path);
    ci.inState(id, "succeeded");
    HttpResponse<String> tooLate = ci.send("DELETE", path);
    assertThat(tooLate.statusCode()).isEqualTo(409);
    assertThat(tooLate.body()).contains("succeeded");
  }

  @Test
  void aFullKindIsRefusedWithATimeToComeAgain() {
    Instant later = Instant.now().plusSeconds(3600);
    List<String> ids = new ArrayList<>();
    HttpResponse<String> refused = web.post(LATER.formatted("full", later));
    while (refused.statusCode() == 202) {
      ids.add(json(refused).path("id").asText());
      refused = web.post(LATER.formatted("full-" + ids.size(), later));
    }

    assertThat(ids).hasSizeLessThanOrEqualTo(12);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(field(refused, "Retry-After"))).isPositive();
    assertThat(json(refused).path("kind").asText()).isEqualTo("github-request");
    ids.forEach(id -> web.send("DELETE", "/api/v1/tasks/" + id));
    assertThat(web.post(LATER.formatted("room", later)).statusCode()).isEqualTo(202);
  }

  @Test
  void aQueueInMemoryIsBoundedInBytes() {
    try (MirrorFixture small = MirrorFixture.start("TASKS_MAX_BYTES", "1MiB")) {
      TaskClient client = new TaskClient(small);
      String order =
          ("{'kind':'github-request','payload':{'path':'/x','method':'POST','body':'%s'},"
                  + "'not_before':'%s'}")
              .formatted("x".repeat(400_000), Instant.now().plusSeconds(3600));
      String id = client.accepted(order);
      client.accepted(order);
      HttpResponse<String> refused = client.post(order);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(Integer.parseInt(field(refused, "Retry-After"))).isPositive();
      client.send("DELETE", "/api/v1/tasks/" + id);
      assertThat(client.post(order).statusCode()).as("history makes room").isEqualTo(202);
    }
  }

  @Test
  void tasksAreListedPageByPage() {
    Instant later = Instant.now().plusSeconds(3600);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.addFirst(admin.accepted(LATER.formatted("page-" + i, later)));
    }
    List<String> listed = new ArrayList<>();
    String next = "/api/v1/tasks?limit=2&state=waiting&kind=github-request";
    while (!next.isEmpty()) {
      HttpResponse<String> page = admin.get(next);
      assertThat(json(page).path("tasks")).hasSizeLessThanOrEqualTo(2);
      json(page).path("tasks").forEach(task -> listed.add(task.path("id").asText()));
      String link = field(page, "Link");
      assertThat(link).matches("(<[^>]+>; rel=\"next\")?");
      next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
    }

    assertThat(listed).doesNotHaveDuplicates().containsSubsequence(ids);
    ids.forEach(id -> admin.send("DELETE", "/api/v1/tasks/" + id));
    HttpResponse<String> wrong = admin.get("/api/v1/tasks?limit=0&state=lost&before=%20");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(texts(json(wrong).path("errors"))).hasSize(3);
    assertThat(json(admin.get("/api/v1/tasks?kind=none")).path("tasks")).isEmpty();
  }

  @Test
  void aBodyThatIsTooLongIsRefused() {
    String body =
        "{'kind':'github-request','payload':{'path':'/x','method':'POST','body':'%s'}}"
            .formatted("x".repeat(1_100_000));

    // What is left of it ends the connection, which nobody else should be given.
    try (MirrorFixture alone = MirrorFixture.start()) {
      assertThat(new TaskClient(alone).post(body).statusCode()).isEqualTo(413);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
