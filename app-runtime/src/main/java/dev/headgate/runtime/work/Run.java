package dev.headgate.runtime.work;

import dev.headgate.core.queue.Renewal;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskRun;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One task in a worker's hands. Thread-safe. */
final class Run implements TaskRun {
  final TaskLease lease;
  final TaskHandler handler;
  private @Nullable Thread thread;
  private boolean stopped;
  private volatile boolean lost;

  Run(TaskLease lease, TaskHandler handler) {
    this.lease = lease;
    this.handler = handler;
  }

  @Override
  public Task task() {
    return lease.task();
  }

  @Override
  public long fence() {
    return lease.fence();
  }

  @Override
  public Instant latest() {
    return lease.latest();
  }

  @Override
  public synchronized boolean stopped() {
    return stopped;
  }

  /** Whether another may have the task by now. */
  boolean lost() {
    return lost;
  }

  /** The handler's thread takes it up; false if it was stopped before. */
  synchronized boolean begin() {
    thread = Thread.currentThread();
    return !stopped;
  }

  /** The handler is through: nobody may interrupt its thread any more. */
  synchronized void finish() {
    thread = null;
  }

  synchronized void stop() {
    stopped = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  void renewed(Renewal renewal) {
    if (renewal == Renewal.LOST) {
      lost = true;
    }
    if (renewal != Renewal.HELD) {
      stop();
    }
  }
}
