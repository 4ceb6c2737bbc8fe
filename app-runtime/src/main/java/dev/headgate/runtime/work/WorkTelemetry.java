package dev.headgate.runtime.work;

import dev.headgate.core.queue.Task;
import java.time.Duration;

/**
 * What a worker tells of itself. Implementations count and measure; they must not block or throw.
 * The beginning and the end of a run are told by the thread that does it.
 */
public interface WorkTelemetry {
  /** Tells nobody. */
  WorkTelemetry SILENT = new WorkTelemetry() {};

  /** A task was begun, that long after it could have been. */
  default void begun(Task task, Duration waited) {}

  /** A run of a task has ended. */
  default void ended(Task task, Ending ending, Duration took) {}

  /** The queue could not be asked. */
  default void queueFailed(RuntimeException failure) {}

  /** A handler did what it must not; the worker goes on. */
  default void handlerFailed(String kind, RuntimeException failure) {}

  /** How a run ended. */
  enum Ending {
    /** The task is done. */
    COMPLETED,
    /** It waits for something. */
    WAITING,
    /** It failed and is tried again. */
    RETRIED,
    /** It was given up. */
    DEAD,
    /** It was handed back. */
    RELEASED,
    /** Its lease was lost: another may be at it. */
    LOST
  }
}
