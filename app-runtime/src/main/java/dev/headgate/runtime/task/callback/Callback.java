package dev.headgate.runtime.task.callback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.runtime.task.TaskJson;
import java.net.URI;
import java.time.Instant;

/**
 * Whom to tell of the end of which task. It is a task itself, handed in before the one that it is
 * about, so that none is accepted whose end nobody would be told of.
 *
 * @param task which task it is about
 * @param url whom to tell
 */
public record Callback(TaskId task, URI url) {
  /** The kind of its task. */
  public static final String KIND = "callback";

  /** The callback of a task of this kind. */
  public static Callback of(Task callback) {
    JsonNode payload = TaskJson.read(callback.payload());
    return new Callback(
        new TaskId(payload.path("task").asText()), URI.create(payload.path("url").asText()));
  }

  /** The name of the task that tells of that one. */
  public static TaskId id(TaskId task) {
    return new TaskId("cb-" + task.value());
  }

  /** Its task, to be handed in beside the one that it is about. */
  public NewTask order(String caller, String requestId, Instant notBefore) {
    return order(id(task), caller, requestId, notBefore);
  }

  /** Another task that tells the same, for a further end of the one that it is about. */
  public NewTask again(long fence, String caller, String requestId, Instant notBefore) {
    return order(new TaskId(id(task).value() + "-" + fence), caller, requestId, notBefore);
  }

  private NewTask order(TaskId id, String caller, String requestId, Instant notBefore) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode();
    payload.put("task", task.value());
    payload.put("url", url.toString());
    return new NewTask(
        id,
        KIND,
        Priority.NORMAL,
        caller,
        TaskJson.write(payload),
        null,
        null,
        notBefore,
        null,
        requestId);
  }
}
