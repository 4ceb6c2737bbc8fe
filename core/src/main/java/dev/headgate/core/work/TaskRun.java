package dev.headgate.core.work;

import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import java.time.Instant;

/** One task while a handler does it. */
public interface TaskRun {
  /** The task, as it was when it was taken. */
  Task task();

  /** Its name, under which its effects are done once. */
  default TaskId id() {
    return task().id();
  }

  /**
   * Grows with every time the task is begun: a store that remembers the highest it has seen can
   * refuse what an overtaken run still does.
   */
  long fence();

  /** When it is interrupted at the latest. */
  Instant latest();

  /** Whether it should stop: it was called off, or its lease is lost. */
  boolean stopped();
}
