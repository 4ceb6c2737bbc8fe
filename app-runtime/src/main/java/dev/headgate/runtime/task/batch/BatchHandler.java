package dev.headgate.runtime.task.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.runtime.task.Pauses;
import dev.headgate.runtime.task.TaskJson;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Ends a batch when all of its requests have ended. It looks now and then, at first each second,
 * later more seldom; between two looks the task waits in the queue. Thread-safe.
 */
public final class BatchHandler implements TaskHandler {
  /** So long after a batch was handed in its requests must be there, or never will be. */
  static final Duration ARRIVAL = Duration.ofMinutes(10);

  private final TaskQueue queue;
  private final InstantSource clock;

  /** A handler that looks into this queue. */
  public BatchHandler(TaskQueue queue, InstantSource clock) {
    this.queue = queue;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return Batch.KIND;
  }

  @Override
  public boolean internal() {
    return true;
  }

  @Override
  public TaskOutcome handle(TaskRun run) {
    Instant now = clock.instant();
    Batch batch = Batch.of(run.task());
    BatchProgress progress = new BatchProgress(queue, batch);
    Instant created = run.task().createdAt();
    int open = progress.open().size();
    if (open > 0) {
      return new TaskOutcome.Wait(
          Pauses.after(created, now), "waits for %d of its requests".formatted(open));
    }
    int last = batch.tasks() - 1;
    if (!progress.known(last) && now.isBefore(created.plus(ARRIVAL))) {
      return new TaskOutcome.Wait(Pauses.after(created, now), "its requests are being handed in");
    }
    if (!progress.known(last)) {
      return new TaskOutcome.Failed("its requests were never accepted");
    }
    if (!progress.ended()) {
      return new TaskOutcome.Wait(Pauses.after(created, now), "waits for its last requests");
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("requests", batch.places().size());
    result.set("counts", BatchProgress.json(progress.counts()));
    return new TaskOutcome.Done(TaskJson.write(result));
  }
}
