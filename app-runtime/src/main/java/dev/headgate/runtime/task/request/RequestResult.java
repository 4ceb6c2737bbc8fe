package dev.headgate.runtime.task.request;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.blob.Blob;
import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.http.Headers;
import dev.headgate.runtime.task.TaskJson;
import java.util.Locale;
import java.util.Set;

/** GitHub's answer as a task's result: status, the fields that tell something, and the body. */
final class RequestResult {
  /** The longest body that is kept with the task, in bytes. */
  static final int LONGEST = 1 << 20;

  /** Nothing that belongs to a connection, to a browser or to a credential. */
  private static final Set<String> KEPT =
      Set.of(
          "cache-control",
          "content-disposition",
          "content-language",
          "content-type",
          "date",
          "deprecation",
          "etag",
          "last-modified",
          "link",
          "location",
          "retry-after",
          "sunset",
          "x-github-api-version-selected",
          "x-github-media-type",
          "x-github-request-id",
          "x-poll-interval",
          "x-ratelimit-limit",
          "x-ratelimit-remaining",
          "x-ratelimit-reset",
          "x-ratelimit-resource",
          "x-ratelimit-used");

  private RequestResult() {}

  /** The result of an answer whose body is kept with the task. */
  static String of(ApiAnswer answer, byte[] body) {
    ObjectNode json = head(answer);
    BodyText.put(json, body);
    return TaskJson.write(json);
  }

  /** The result of an answer whose body lies elsewhere. */
  static String of(ApiAnswer answer, Blob body) {
    ObjectNode json = head(answer);
    json.put(TaskJson.BLOB, body.id().value());
    json.put("bytes", body.bytes());
    json.put("sha256", body.sha256());
    return TaskJson.write(json);
  }

  /** The result of an answer whose body was lost, for that reason. */
  static String without(ApiAnswer answer, String reason) {
    return TaskJson.write(head(answer).put("body_lost", reason));
  }

  private static ObjectNode head(ApiAnswer answer) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("status", answer.status());
    fields(answer.headers(), json.putObject("headers"));
    json.put("cache", answer.outcome().name());
    return json;
  }

  private static void fields(Headers headers, ObjectNode json) {
    headers.forEach((name, value) -> {
      String key = name.toLowerCase(Locale.ROOT);
      if (KEPT.contains(key)) {
        json.put(key, json.has(key) ? json.get(key).textValue() + ", " + value : value);
      }
    });
  }
}
