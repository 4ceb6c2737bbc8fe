package dev.headgate.runtime.task.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.runtime.task.TaskJson;
import java.time.InstantSource;

/**
 * Creates a check run, ahead of all bulk work: hands a request to GitHub in, with high priority,
 * under a name made of this task's own, so that a second run of this task hands in no second one.
 */
final class CheckRunHandler implements TaskHandler {
  private static final long MOST = 10_000;

  private final TaskQueue queue;
  private final InstantSource clock;

  CheckRunHandler(TaskQueue queue, InstantSource clock) {
    this.queue = queue;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return "check-run";
  }

  @Override
  public TaskOutcome handle(TaskRun run) {
    JsonNode payload = TaskJson.read(run.task().payload());
    String repository = payload.path("repository").asText();
    String commit = payload.path("head_sha").asText();
    if (!repository.matches("[A-Za-z0-9_-]+/[A-Za-z0-9._-]+") || !commit.matches("[0-9a-f]{40}")) {
      return new TaskOutcome.Failed(
          "payload: repository or head_sha malformed (expected: owner/repo, 40 hex digits)");
    }
    ObjectNode check = JsonNodeFactory.instance.objectNode();
    check.put("name", payload.path("name").asText("headgate"));
    check.put("head_sha", commit);
    check.put("status", "completed");
    check.put("conclusion", payload.path("passed").asBoolean() ? "success" : "failure");
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("method", "POST");
    request.put("path", "/repos/" + repository + "/check-runs");
    request.set("body", check);
    TaskId id = new TaskId("check-" + run.id().value());
    queue.enqueue(
        new NewTask(
            id,
            "github-request",
            Priority.HIGH,
            run.task().caller(),
            TaskJson.write(request),
            null,
            null,
            null,
            null,
            run.task().requestId()),
        MOST,
        clock.instant());
    return new TaskOutcome.Done("{\"task\":\"%s\"}".formatted(id));
  }
}
