package dev.headgate.runtime.task.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.webhook.WebhookEvent;
import dev.headgate.github.webhook.PayloadReader;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A delivery as the queue keeps it: a task of kind {@value #KIND}, whose id and key are made of the
 * delivery's GUID, with {@code {"event", "target", "payload"}} for a payload.
 */
public final class WebhookTask {
  /** The kind of task. */
  public static final String KIND = "github-webhook";

  /** Who hands such tasks in. */
  public static final String CALLER = "github";

  private static final JsonFactory JSON = new JsonFactory();

  private WebhookTask() {}

  /** The name of a delivery's task; its GUID has 1 to 56 letters, digits and hyphens. */
  public static TaskId id(String guid) {
    return new TaskId("webhook-" + guid.toLowerCase(Locale.ROOT));
  }

  /**
   * The task of a delivery.
   *
   * @param target what the hook belongs to, as {@code X-GitHub-Hook-Installation-Target-Type} says
   * @param payload the payload, known to be JSON
   */
  public static NewTask of(
      String guid, String event, String target, String payload, String requestId) {
    StringWriter text = new StringWriter(payload.length() + 128);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("event", event);
      json.writeStringField("target", target);
      json.writeFieldName("payload");
      json.writeRawValue(payload);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new IllegalStateException("writing to memory", impossible);
    }
    return new NewTask(
        id(guid),
        KIND,
        Priority.HIGH,
        CALLER,
        text.toString(),
        guid.toLowerCase(Locale.ROOT),
        null,
        null,
        null,
        requestId);
  }

  /**
   * What such a task is about.
   *
   * @throws IOException if it is none
   */
  static Delivered read(TaskId id, String payload) throws IOException {
    Map<String, Object> task = PayloadReader.read(payload);
    if (task.get("event") instanceof String event
        && task.get("target") instanceof String target
        && task.get("payload") instanceof Map<?, ?> members) {
      Map<String, Object> content = new HashMap<>();
      members.forEach((name, value) -> content.put(String.valueOf(name), value));
      String guid = id.value().replaceFirst("^webhook-", "");
      return new Delivered(new WebhookEvent(event, guid, content), target);
    }
    throw new IOException("no webhook (expected: event, target, payload)");
  }

  /** A delivery and what its hook belongs to. */
  record Delivered(WebhookEvent event, String target) {}
}
