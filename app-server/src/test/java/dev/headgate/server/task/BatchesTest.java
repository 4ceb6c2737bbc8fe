package dev.headgate.server.task;

import static dev.headgate.server.task.TaskClient.json;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.MirrorFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchesTest {
  private static final String BATCHES = "/api/v1/batches";
  private static final String LINES = "application/x-ndjson";
  private static final String[] CI = {"X-Headgate-Key", "key-of-ci-0123456789"};
  private static final String[] WEB = {"X-Headgate-Key", "key-of-web-012345678"};

  private final MirrorFixture mirror =
      MirrorFixture.start(
          "HEADGATE_API_KEYS",
          "ci:key-of-ci-0123456789,web:key-of-web-012345678",
          "GITHUB_TOKEN",
          "ghp_thegatewaysown",
          "BATCHES_MAX_REQUESTS",
          "60",
          "BATCHES_MAX_STREAMS",
          "2",
          "TASKS_MAX_QUEUED",
          "80");

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void resultsComeOneByOneAndEqualReadsAreMadeOnce() throws IOException {
    String reads =
        IntStream.range(0, 20)
            .mapToObj(i -> "{'path':'/repos/octo/batch-" + i % 10 + "'}")
            .collect(Collectors.joining(","));
    HttpResponse<String> accepted =
        post(
            "{'requests':[%s,{'method':'POST','path':'/repos/octo/hello/issues',".formatted(reads)
                + "'body':{'title':'one of many'}},{'path':'/repos/octo/batch-3','headers':"
                + "{'Accept':'application/vnd.github.raw'}}]}",
            CI);

    assertThat(accepted.statusCode()).isEqualTo(202);
    String id = json(accepted).path("id").asText();
    assertThat(field(accepted, "Location")).isEqualTo(BATCHES + "/" + id);
    assertThat(json(accepted).path("tasks")).hasSize(22);
    List<JsonNode> lines = lines(id, "", CI);
    assertThat(lines.stream().map(line -> line.path("index").asInt()))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 22).boxed().toList());
    assertThat(lines)
        .allSatisfy(line -> {
          int index = line.path("index").asInt();
          assertThat(line.path("state").asText()).isEqualTo("succeeded");
          assertThat(line.path("status").asInt()).isEqualTo(index == 20 ? 201 : 200);
          assertThat(line.path("task").asText())
              .isEqualTo(json(accepted).path("tasks").path(index).asText());
          if (index < 20) {
            assertThat(json(line.path("body").asText()).path("name").asText())
                .isEqualTo("batch-" + index % 10);
          }
        });
    assertThat(lines.stream().map(line -> line.path("task").asText()).distinct()).hasSize(12);
    assertThat(mirror.upstream("/repos/octo/batch-4")).hasSize(1);
    JsonNode summary = ended(id, CI);
    assertThat(summary.path("state").asText()).isEqualTo("succeeded");
    assertThat(summary.path("requests").asInt()).isEqualTo(22);
    assertThat(summary.path("counts").path("succeeded").asInt()).isEqualTo(12);
    assertThat(json(mirror.get("/api/v1/tasks?batch=" + id, "", CI)).path("tasks")).hasSize(12);
    assertThat(mirror.get(BATCHES, "", CI).body()).contains(id);
  }

  @Test
  void aStreamGoesOnWhereItWasCutOff() throws IOException {
    mirror.github().play(Scenario.latency(Duration.ofMillis(300)));
    try {
      String id = accepted(reads(30, "cut"), CI);
      List<JsonNode> all = new ArrayList<>();
      String cursor = "";
      for (int connection = 0; connection < 3; connection++) {
        try (BufferedReader reader = stream(id, cursor, CI)) {
          for (int i = 0; i < 7; i++) {
            JsonNode line = json(reader.readLine());
            all.add(line);
            cursor = line.path("cursor").asText();
          }
        }
      }
      all.addAll(lines(id, cursor, CI));

      assertThat(all.stream().map(line -> line.path("index").asInt()))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 30).boxed().toList());
      assertThat(lines(id, all.getLast().path("cursor").asText(), CI)).isEmpty();
      assertThat(get(id, "?after=%21", LINES, CI).statusCode()).isEqualTo(400);
    } finally {
      mirror.github().clearScenarios();
    }
  }

  @Test
  void allAreAcceptedOrNone() {
    mirror.github().play(Scenario.latency(Duration.ofSeconds(2)));
    String id = accepted(reads(60, "first"), WEB);

    HttpResponse<String> refused = post(reads(60, "more"), CI);

    mirror.github().clearScenarios();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(field(refused, "Retry-After")).isNotEmpty();
    assertThat(json(refused).path("kind").asText()).isEqualTo("github-request");
    ended(id, WEB);
    assertThat(mirror.upstream("/repos/octo/more-")).isEmpty();
    assertThat(mirror.upstream("/repos/octo/first-")).hasSize(60);
  }

  @Test
  void aBatchThatIsCalledOffTakesItsRequestsWithIt() {
    mirror.github().play(Scenario.latency(Duration.ofSeconds(1)));
    try {
      String id = accepted(reads(50, "off"), CI);

      assertThat(mirror.send("DELETE", "/api/v1/tasks/" + id, "", "", CI).statusCode())
          .isIn(200, 202);

      JsonNode summary = ended(id, CI);
      assertThat(summary.path("state").asText()).isEqualTo("cancelled");
      assertThat(summary.path("counts").path("cancelled").asInt()).isGreaterThan(10);
      assertThat(summary.path("counts").path("queued").asInt()).isZero();
    } finally {
      mirror.github().clearScenarios();
    }
  }

  @Test
  void theSameKeyIsTheSameBatch() {
    String body = reads(3, "keyed");
    String[] keyed = {CI[0], CI[1], "Idempotency-Key", "nightly"};
    String id = accepted(body, keyed);

    HttpResponse<String> again = post(body, keyed);
    HttpResponse<String> other = post(reads(4, "keyed"), keyed);

    assertThat(again.statusCode()).isIn(200, 202);
    assertThat(json(again).path("id").asText()).isEqualTo(id);
    assertThat(other.statusCode()).isEqualTo(422);
    ended(id, CI);
    assertThat(post(body, keyed).statusCode()).isEqualTo(200);
    assertThat(mirror.upstream("/repos/octo/keyed-1")).hasSize(1);
  }

  @Test
  void everyMistakeIsToldAtOnceAndNothingIsAccepted() {
    HttpResponse<String> refused =
        post("{'requests':[{'path':'/fine'},{'path':'x'},{'method':'Y','path':'/'}],'z':1}", CI);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .contains("requests[1].path: x (expected: ", "requests[2].method: Y", "z: unknown");
    assertThat(mirror.upstream("/fine")).isEmpty();
    assertThat(post("{'requests':[]}", CI).body()).contains("1 to 60 requests");
    assertThat(post(reads(61, "many"), CI).statusCode()).isEqualTo(400);
    assertThat(post(reads(1, "many")).statusCode()).isEqualTo(401);
  }

  @Test
  void nobodySeesAnothersBatch() {
    String id = accepted(reads(1, "mine"), CI);

    assertThat(get(id, "", "application/json", WEB).statusCode()).isEqualTo(404);
    assertThat(get(id, "", LINES, WEB).statusCode()).isEqualTo(404);
    assertThat(mirror.get(BATCHES, "", WEB).body()).doesNotContain(id);
    assertThat(get("no-batch", "", LINES, WEB).statusCode()).isEqualTo(404);
    ended(id, CI);
  }

  @Test
  void batchesAreListedPageByPage() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.addFirst(accepted(reads(1, "page-" + i), CI));
    }
    List<String> listed = new ArrayList<>();
    String next = BATCHES + "?limit=2";
    while (!next.isEmpty()) {
      HttpResponse<String> page = mirror.get(next, "", CI);
      assertThat(json(page).path("batches")).hasSizeLessThanOrEqualTo(2);
      json(page).path("batches").forEach(batch -> listed.add(batch.path("id").asText()));
      String link = MirrorFixture.field(page, "Link");
      assertThat(link).matches("(</api/v1/batches\\?limit=2&before=[^>]+>; rel=\"next\")?");
      next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
    }
    assertThat(listed).doesNotHaveDuplicates().containsSubsequence(ids);
    ids.forEach(id -> ended(id, CI));
    HttpResponse<String> wrong = mirror.get(BATCHES + "?limit=0&before=%20", "", CI);
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(json(wrong).path("errors")).hasSize(2);
  }

  @Test
  void openStreamsAreBounded() throws IOException {
    mirror.github().play(Scenario.latency(Duration.ofMillis(800)));
    try {
      String id = accepted(reads(20, "slow"), CI);
      try (BufferedReader one = stream(id, "", CI);
          BufferedReader two = stream(id, "", CI)) {
        HttpResponse<String> third = get(id, "", LINES, CI);
        assertThat(third.statusCode()).isEqualTo(503);
        assertThat(field(third, "Retry-After")).isEqualTo("5");
        assertThat(one.readLine()).isNotEmpty();
        assertThat(two.readLine()).isNotEmpty();
      }
      mirror.github().clearScenarios();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> get(id, "", LINES, CI).statusCode() == 200);
    } finally {
      mirror.github().clearScenarios();
    }
  }

  private static String reads(int count, String name) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{'path':'/repos/octo/" + name + "-" + i + "'}")
        .collect(Collectors.joining(",", "{'requests':[", "]}"));
  }

  private HttpResponse<String> post(String body, String... fields) {
    return mirror.send("POST", BATCHES, "", body.replace('\'', '"'), fields);
  }

  private String accepted(String body, String... fields) {
    HttpResponse<String> answer = post(body, fields);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return json(answer).path("id").asText();
  }

  private HttpResponse<String> get(String id, String query, String accept, String... fields) {
    return mirror.send(
        mirror.request(BATCHES + "/" + id + query, fields).header("Accept", accept).GET());
  }

  private JsonNode ended(String id, String... fields) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            !json(get(id, "", "application/json", fields))
                .path("state")
                .asText()
                .equals("running"));
    return json(get(id, "", "application/json", fields));
  }

  private List<JsonNode> lines(String id, String after, String... fields) throws IOException {
    try (BufferedReader reader = stream(id, after, fields)) {
      return reader.lines().filter(line -> !line.isEmpty()).map(TaskClient::json).toList();
    }
  }

  /**
   * A stream whose client has left is noticed with the next line, so there may be none free yet.
   */
  private BufferedReader stream(String id, String after, String... fields) {
    AtomicReference<HttpResponse<InputStream>> opened = new AtomicReference<>();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          opened.set(
              mirror.send(
                  mirror
                      .request(BATCHES + "/" + id + "?after=" + after, fields)
                      .header("Accept", LINES)
                      .GET(),
                  BodyHandlers.ofInputStream()));
          return opened.get().statusCode() == 200;
        });
    assertThat(field(opened.get(), "Content-Type")).isEqualTo(LINES);
    return new BufferedReader(new InputStreamReader(opened.get().body(), StandardCharsets.UTF_8));
  }
}
