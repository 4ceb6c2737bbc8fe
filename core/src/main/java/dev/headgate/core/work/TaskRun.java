package dev.headgate.core.work;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * One task while a handler does it.
 *
 * @param task the task, as it was when it was taken
 * @param fence grows with every time the task is begun: a store that remembers the highest it has
 *     seen can refuse what an overtaken run still does
 * @param latest when it is interrupted at the latest
 * @param stopping whether it should stop by now, at every call
 */
public record TaskRun(Task task, long fence, Instant latest, BooleanSupplier stopping) {

  public TaskRun {
    requireNonNull(task, "task");
    requireNonNull(latest, "latest");
    requireNonNull(stopping, "stopping");
  }

  /** Its name, under which its effects are done once. */
  public TaskId id() {
    return task.id();
  }

  /**
   * Whether it should stop: it was called off, its lease is lost, its time is up, or the worker
   * stops. Its thread is interrupted at the same moment.
   */
  public boolean stopped() {
    return stopping.getAsBoolean();
  }
}
