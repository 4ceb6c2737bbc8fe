package dev.headgate.runtime.task.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.runtime.configuration.CallbackSettings;
import dev.headgate.runtime.task.Pauses;
import dev.headgate.runtime.task.TaskJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Waits in the queue until the task that a callback is about has ended, then tells the receiver, up
 * to ten times with growing pauses, until it answers with 2xx. A receiver may hear of one end
 * twice; the delivery's id tells. 410 says that it wants to hear no more. Thread-safe.
 */
public final class CallbackHandler implements TaskHandler {
  private static final Duration ARRIVAL = Duration.ofMinutes(10);
  private static final int ATTEMPTS = 10;
  private static final int GONE = 410;

  private final TaskQueue queue;
  private final CallbackRules rules;
  private final CallbackSender sender;
  private final InstantSource clock;

  /** A handler that looks into this queue. */
  public CallbackHandler(TaskQueue queue, CallbackSettings settings, InstantSource clock) {
    this.queue = queue;
    this.rules = new CallbackRules(settings);
    this.sender = new CallbackSender(settings);
    this.clock = clock;
  }

  @Override
  public String kind() {
    return Callback.KIND;
  }

  @Override
  public boolean internal() {
    return true;
  }

  @Override
  public int concurrency() {
    return 8;
  }

  @Override
  public int attempts() {
    return ATTEMPTS;
  }

  @Override
  public Duration longest() {
    return Duration.ofMinutes(5);
  }

  @Override
  public TaskOutcome handle(TaskRun run) {
    Instant now = clock.instant();
    Callback callback = Callback.of(run.task());
    Optional<Task> about = queue.find(callback.task());
    Instant created = run.task().createdAt();
    if (about.isEmpty()) {
      return now.isBefore(created.plus(ARRIVAL))
          ? new TaskOutcome.Wait(Pauses.after(created, now), "its task is being handed in")
          : new TaskOutcome.Failed("the task that it is about was never accepted");
    }
    if (!about.get().state().ended()) {
      return new TaskOutcome.Wait(
          Pauses.after(created, now), "waits for task %s to end".formatted(callback.task()));
    }
    return tell(callback, about.get(), run.id().value(), now);
  }

  private TaskOutcome tell(Callback callback, Task about, String delivery, Instant now) {
    StringBuilder mistakes = new StringBuilder();
    if (rules.read(callback.url().toString(), mistakes::append).isEmpty()) {
      // The settings may have changed since it was handed in.
      return new TaskOutcome.Failed(mistakes.toString());
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("event", "task.ended");
    body.put("delivery", delivery);
    body.set("task", TaskJson.withResult(about));
    try {
      int status =
          sender.send(
              callback.url(), delivery, "task.ended", TaskJson.write(body).getBytes(UTF_8), now);
      if (status >= 200 && status < 300) {
        return new TaskOutcome.Done("{\"status\":" + status + "}");
      }
      String reason = "the receiver answered with status " + status;
      return status == GONE ? new TaskOutcome.Failed(reason) : new TaskOutcome.Retry(reason);
    } catch (GuardedSockets.RefusedAddress refused) {
      return new TaskOutcome.Failed("callback refused: " + refused.getMessage());
    } catch (IOException failure) {
      return new TaskOutcome.Retry(
          "the receiver could not be reached: " + failure.getClass().getSimpleName());
    }
  }
}
