package dev.headgate.runtime.task;

import dev.headgate.core.queue.NewTask;
import java.time.Instant;
import java.util.Optional;

/**
 * What must be so beside a payload's rules before a task of one kind is taken in: room for it, for
 * instance. A kind without one is limited by its queue alone.
 */
public interface TaskAdmission {
  /** The kind of task. */
  String kind();

  /**
   * Whether a task may be taken in now; what it takes up is taken.
   *
   * @return why not; empty where it may
   */
  Optional<TaskRefusal> admit(NewTask order, Instant now);

  /** A task that might have been taken in was not: gives back what was taken up for it. */
  void withdrawn(NewTask order, Instant now);
}
