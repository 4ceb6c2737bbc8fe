package dev.headgate.server.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint answers.
 *
 * @param status the status
 * @param contentType the body's media type; empty where there is no body
 * @param body the body
 * @param fields further header fields
 * @param stream writes the body instead; null where it is at hand
 */
// Made by an endpoint, sent once, and kept by nobody: a copy of the body would serve no one.
@SuppressWarnings("ArrayRecordComponent")
public record Answer(
    int status,
    String contentType,
    byte[] body,
    Map<String, String> fields,
    @Nullable Stream stream) {
  private static final JsonMapper JSON = new JsonMapper();

  /** A body that is at hand. */
  public Answer(int status, String contentType, byte[] body, Map<String, String> fields) {
    this(status, contentType, body, fields, null);
  }

  /** A body that is written as it comes, with status 200. */
  public static Answer streamed(String contentType, Stream stream) {
    return new Answer(200, contentType, new byte[0], Map.of(), stream);
  }

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
    return new Answer(status, contentType, body, more, stream);
  }

  /** A body that comes bit by bit. */
  public interface Stream extends AutoCloseable {
    /**
     * Writes the body; what is written leaves at once. The calling thread is a virtual one of its
     * own. Not called for a HEAD request.
     *
     * @throws IOException if the client has left, or the body cannot be had: the connection is cut,
     *     so that half of it does not look whole
     */
    void writeTo(OutputStream out) throws IOException;

    /** Called once in any case, when the answer has been sent or cannot be. */
    @Override
    default void close() {}
  }
}
