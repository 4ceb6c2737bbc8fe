package dev.headgate.server.task;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/** Hands tasks in to a server and follows them. */
final class TaskClient {
  private static final String TASKS = "/api/v1/tasks";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private final MirrorFixture mirror;
  private final String[] fields;

  /** A client of that server whose requests bear these pairs of name and value. */
  TaskClient(MirrorFixture mirror, String... fields) {
    this.mirror = mirror;
    this.fields = fields.clone();
  }

  HttpResponse<String> post(String body, String... more) {
    return mirror.send("POST", TASKS, "", body.replace('\'', '"'), joined(more));
  }

  HttpResponse<String> get(String target) {
    return mirror.get(target, "", fields);
  }

  HttpResponse<String> send(String method, String target) {
    return mirror.send(method, target, "", "", fields);
  }

  /** The id of a task that was accepted. */
  String accepted(String body, String... more) {
    HttpResponse<String> answer = post(body, more);
    if (answer.statusCode() != 202) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return json(answer).path("id").asText();
  }

  JsonNode task(String id) {
    return json(get(TASKS + "/" + id));
  }

  /** The task once it is in that state. */
  JsonNode inState(String id, String state) {
    AtomicReference<JsonNode> task = new AtomicReference<>();
    await()
        .atMost(PATIENCE)
        .until(() -> {
          task.set(task(id));
          return task.get().path("state").asText().equals(state);
        });
    return task.get();
  }

  static JsonNode json(HttpResponse<String> answer) {
    return json(answer.body());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(text, malformed);
    }
  }

  private String[] joined(String... more) {
    String[] all = Arrays.copyOf(fields, fields.length + more.length);
    System.arraycopy(more, 0, all, fields.length, more.length);
    return all;
  }
}
