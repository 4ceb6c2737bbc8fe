package dev.headgate.runtime.work;

import dev.headgate.core.queue.Renewal;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskRun;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One task in a worker's hands. Its instants are readings of a clock that only goes forward, in
 * nanoseconds: leases are told by what has passed since the queue was asked, so that it does not
 * matter what time it is here and there. Thread-safe.
 */
final class Run {
  /** Why it should stop. */
  enum Stop {
    /** Somebody called the task off. */
    CALLED_OFF,
    /** Its lease is over, or may be: another may have it. */
    LOST,
    /** It had as long as its handler asked for. */
    OVERDUE,
    /** The worker stops. */
    CLOSING
  }

  final TaskLease lease;
  final TaskHandler handler;
  final TaskRun view;

  private final long overdue;
  private volatile long heldUntil;
  private volatile boolean renewing;
  private @Nullable Thread thread;
  private @Nullable Stop stop;

  /**
   * A task that was taken.
   *
   * @param latest when it is interrupted, by the worker's clock
   * @param heldUntil when its lease ends unless it is renewed
   * @param overdue when it is interrupted
   */
  Run(TaskLease lease, TaskHandler handler, Instant latest, long heldUntil, long overdue) {
    this.lease = lease;
    this.handler = handler;
    this.heldUntil = heldUntil;
    this.overdue = overdue;
    this.view = new TaskRun(lease.task(), lease.fence(), latest, () -> stop() != null);
  }

  Task task() {
    return lease.task();
  }

  /** Why it should stop; null while it may go on. */
  synchronized @Nullable Stop stop() {
    return stop;
  }

  /** The handler's thread takes it up; false if it was stopped before. */
  synchronized boolean begin() {
    if (stop != null) {
      return false;
    }
    thread = Thread.currentThread();
    return true;
  }

  /** The handler is through: nobody may interrupt its thread any more. */
  synchronized void finish() {
    thread = null;
  }

  /** Stops it; only the first reason counts, but for the loss of its lease. */
  synchronized void stop(Stop reason) {
    if (stop != null) {
      stop = reason == Stop.LOST ? reason : stop;
      return;
    }
    stop = reason;
    if (thread != null) {
      thread.interrupt();
    }
  }

  boolean overdue(long now) {
    return now - overdue >= 0;
  }

  /** How long it is certainly held from now on, in nanoseconds. */
  long held(long now) {
    return heldUntil - now;
  }

  /** Whether the caller is the one who may renew it now. */
  synchronized boolean beginRenewing() {
    if (renewing) {
      return false;
    }
    renewing = true;
    return true;
  }

  void endRenewing() {
    renewing = false;
  }

  /** The queue has answered; {@code until} is when the lease ends if it was renewed. */
  void renewed(Renewal renewal, long until) {
    switch (renewal) {
      case HELD -> heldUntil = until;
      case CANCELLED -> {
        heldUntil = until;
        stop(Stop.CALLED_OFF);
      }
      case LOST -> stop(Stop.LOST);
    }
  }
}
