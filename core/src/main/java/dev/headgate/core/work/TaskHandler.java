package dev.headgate.core.work;

import java.time.Duration;
import java.time.Instant;

/**
 * Does the tasks of one kind: the extension point for work of one's own.
 *
 * <p>A task may be done more than once: a worker that dies, or sleeps beyond its lease, leaves it
 * to another. So whatever a handler does elsewhere must be harmless when repeated; the task's id,
 * which never changes, is the key to do it by.
 *
 * <p>Thread-safe: as many tasks run at once as {@link #concurrency} says, each on a virtual thread
 * of its own that may block. The thread is interrupted when the task is called off, its lease is
 * lost, its time is up or the worker stops.
 */
public interface TaskHandler {
  /** The kind of task that it does, such as {@code artifact-download}. */
  String kind();

  /**
   * Does one task.
   *
   * @return what became of it
   * @throws InterruptedException to hand the task back untouched
   * @throws Exception for a failure that may heal: the task is tried again later
   */
  TaskOutcome handle(TaskRun run) throws Exception;

  /** How many a worker does at once, unless its configuration says otherwise. */
  default int concurrency() {
    return 4;
  }

  /** How long one task may take at most. */
  default Duration longest() {
    return Duration.ofMinutes(30);
  }

  /**
   * How often one task is begun before it is given up, 1 to {@value #MOST_ATTEMPTS}. A worker that
   * dies or falls silent has used up an attempt as well.
   */
  default int attempts() {
    return 5;
  }

  /** The most attempts that a handler may ask for. */
  int MOST_ATTEMPTS = 100;

  /**
   * How many bytes of heap one task may need at once. A worker begins no more tasks than its budget
   * has room for by what their handlers say here; the JVM knows no bound per thread, so a handler
   * keeps to its word by streaming what is large.
   */
  default long memory() {
    return 8L << 20;
  }

  /**
   * Whether only Headgate itself hands such tasks in: then callers cannot, and it is not among the
   * kinds that they are told of.
   */
  default boolean internal() {
    return false;
  }

  /**
   * How many more of this kind may be begun now; asked before any is taken, so that what must wait
   * for something all of its kind wait for stays in the queue. Asking takes nothing: it happens
   * every now and then without a task being there, and must not block.
   *
   * @param wanted how many the worker has hands free for
   * @return 0 to {@code wanted}
   */
  default int permits(int wanted, Instant now) {
    return wanted;
  }
}
