package dev.headgate.runtime.task.request;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.Content;
import dev.headgate.core.http.Headers;
import dev.headgate.runtime.task.TaskJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  /**
   * Reads the body, at most that many bytes of it and one more, and closes it.
   *
   * @return null where it is longer
   */
  static byte @Nullable [] body(Content content) throws IOException {
    if (content instanceof Content.Whole whole) {
      return whole.body().length() > LONGEST ? null : whole.body().bytes();
    }
    try (InputStream bytes = ((Content.Streamed) content).bytes()) {
      byte[] read = bytes.readNBytes(LONGEST + 1);
      return read.length > LONGEST ? null : read;
    }
  }

  /** The result; without a body where that could not be kept. */
  static String of(ApiAnswer answer, byte @Nullable [] body) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("status", answer.status());
    fields(answer.headers(), json.putObject("headers"));
    json.put("cache", answer.outcome().name());
    if (body == null) {
      json.put("truncated", true);
    } else {
      BodyText.put(json, body);
    }
    return TaskJson.write(json);
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
