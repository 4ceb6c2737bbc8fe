package dev.headgate.runtime.task;

import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Has a handler do one task of a queue, as a worker would. */
public final class Runs {
  private Runs() {}

  /** What comes of the first task of that handler's kind; it stays taken. */
  public static TaskOutcome first(TaskQueue queue, TaskHandler handler, Instant now) {
    TaskLease lease =
        queue
            .claim(
                "test",
                Set.of(handler.kind()),
                1,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                now)
            .getFirst();
    try {
      return handler.handle(run(lease));
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static TaskRun run(TaskLease lease) {
    return new TaskRun(lease.task(), lease.fence(), lease.latest(), () -> false);
  }
}
