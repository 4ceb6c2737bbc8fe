package dev.headgate.runtime.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.headgate.core.queue.Task;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A task as JSON, for those who may see it. */
public final class TaskJson {
  /** The member of a payload in which a sealed credential lies; it is shown to nobody. */
  public static final String CREDENTIAL = "credential";

  /** The member of a result that names the blob in which the content lies. */
  public static final String BLOB = "blob";

  /** The member of a result that tells the blob's media type. */
  public static final String CONTENT_TYPE = "content_type";

  /** The member of a result that tells what to save the blob as. */
  public static final String FILE_NAME = "file_name";

  /** Longer payloads are not shown: they are events, which their sender has. */
  private static final int LONGEST_SHOWN = 1 << 20;

  private static final JsonMapper JSON = new JsonMapper();

  private TaskJson() {}

  /** Where it stands, without its payload and its result. */
  public static ObjectNode summary(Task task) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", task.id().value());
    json.put("kind", task.kind());
    json.put("state", task.state().label());
    put(json, "reason", task.reason());
    json.put("priority", task.priority().label());
    json.put("caller", task.caller());
    json.put("attempts", task.attempts());
    put(json, "idempotency_key", task.key());
    put(json, "batch", task.group());
    json.put("request_id", task.requestId());
    json.put("created_at", text(task.createdAt()));
    if (!task.state().ended() && task.notBefore().isAfter(task.createdAt())) {
      json.put("not_before", text(task.notBefore()));
    }
    if (task.deadline() != null) {
      json.put("deadline", text(task.deadline()));
    }
    if (task.endedAt() != null) {
      json.put("ended_at", text(task.endedAt()));
    }
    return json;
  }

  /** The same with its result, once there is one. */
  public static ObjectNode withResult(Task task) {
    ObjectNode json = summary(task);
    if (task.result() != null) {
      json.set("result", read(task.result()));
    }
    return json;
  }

  /** All of it. */
  public static ObjectNode whole(Task task) {
    ObjectNode json = withResult(task);
    if (task.payload().length() <= LONGEST_SHOWN) {
      json.set("payload", payload(task));
    }
    return json;
  }

  /** What was handed in: the payload without what Headgate added to it. */
  public static JsonNode payload(Task task) {
    return handedIn(read(task.payload()));
  }

  /** That payload without what Headgate added to it. */
  public static JsonNode handedIn(JsonNode payload) {
    return payload instanceof ObjectNode object ? object.without(CREDENTIAL) : payload;
  }

  /** Text as JSON; as a JSON string where it is none. */
  public static JsonNode read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return json.isMissingNode() ? TextNode.valueOf(text) : json;
    } catch (JsonProcessingException none) {
      return TextNode.valueOf(text);
    }
  }

  /** JSON as text. */
  public static String write(JsonNode json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree can always be written", impossible);
    }
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
