package dev.headgate.server.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an endpoint answers.
 *
 * @param status the status
 * @param contentType the body's media type; empty where there is no body
 * @param body the body
 * @param fields further header fields
 */
// Made by an endpoint, sent once, and kept by nobody: a copy of the body would serve no one.
@SuppressWarnings("ArrayRecordComponent")
public record Answer(int status, String contentType, byte[] body, Map<String, String> fields) {
  private static final JsonMapper JSON = new JsonMapper();

  /** An object, as its properties or entries make it in JSON. */
  public static Answer json(int status, Object content) {
    try {
      return new Answer(status, "application/json", JSON.writeValueAsBytes(content), Map.of());
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(
          "content: %s (expected: what JSON can say)".formatted(content.getClass()), bug);
    }
  }

  /** An object, with status 200. */
  public static Answer json(Object content) {
    return json(200, content);
  }

  /** Plain text. */
  public static Answer text(int status, String text) {
    return new Answer(
        status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Nothing, which is as it should be. */
  public static Answer empty() {
    return new Answer(204, "", new byte[0], Map.of());
  }

  /** The same with one header field more. */
  public Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new Answer(status, contentType, body, more);
  }
}
