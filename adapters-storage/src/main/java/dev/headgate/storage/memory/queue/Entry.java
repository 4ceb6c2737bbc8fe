package dev.headgate.storage.memory.queue;

import dev.headgate.core.priority.Place;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskState;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** One task and what surrounds it; guarded by the queue's lock. */
final class Entry {
  static final Comparator<Entry> BY_NUMBER = Comparator.comparingLong(entry -> entry.number);

  /** What a task takes beside its payload and result, about. */
  static final int OVERHEAD = 1024;

  final long number;
  private Task task;

  /** Its place among those that can be taken; null while it cannot. */
  @Nullable Place<Entry> place;

  Instant leaseUntil = Instant.MAX;
  boolean calledOff;

  /** How its latest settled lease was, and the fence of that; null where there is none. */
  @Nullable String settled;

  Entry(long number, Task task) {
    this.number = number;
    this.task = task;
  }

  Task task() {
    return task;
  }

  TaskState state() {
    return task.state();
  }

  /** How much it takes. */
  long bytes() {
    return bytes(task.payload()) + (task.result() == null ? 0 : size(task.result()));
  }

  /** How much a task with this payload takes. */
  static long bytes(String payload) {
    return OVERHEAD + size(payload);
  }

  /** As the JVM keeps it: a byte for each character where all are of Latin-1, else two. */
  private static long size(String text) {
    boolean latin = text.chars().allMatch(character -> character < 256);
    return latin ? text.length() : 2L * text.length();
  }

  boolean overdue(Instant now) {
    Instant deadline = task.deadline();
    return deadline != null && !now.isBefore(deadline);
  }

  /** Taken by a worker: the fence grows. */
  void lease(Instant until) {
    leaseUntil = until;
    task =
        with(
            TaskState.RUNNING,
            task.attempts(),
            task.fence() + 1,
            task.notBefore(),
            null,
            null,
            null);
  }

  /** Back among those that can be taken, at once or later. */
  void putBack(int attempts, Instant notBefore, @Nullable String reason, Instant now) {
    leaseUntil = Instant.MAX;
    TaskState state = notBefore.isAfter(now) ? TaskState.WAITING : TaskState.QUEUED;
    task = with(state, attempts, task.fence(), notBefore, reason, null, null);
  }

  /** As if it had just been accepted; a deadline that has passed is not held against it. */
  void replay(Instant now) {
    calledOff = false;
    task =
        new Task(
            task.id(),
            task.kind(),
            task.priority(),
            task.caller(),
            task.payload(),
            task.key(),
            task.group(),
            task.origin(),
            TaskState.QUEUED,
            0,
            task.fence(),
            task.createdAt(),
            now,
            overdue(now) ? null : task.deadline(),
            null,
            null,
            null);
  }

  void ready() {
    task =
        with(
            TaskState.QUEUED,
            task.attempts(),
            task.fence(),
            task.notBefore(),
            task.reason(),
            null,
            null);
  }

  void end(
      TaskState state, int attempts, @Nullable String reason, @Nullable String result, Instant at) {
    leaseUntil = Instant.MAX;
    task = with(state, attempts, task.fence(), task.notBefore(), reason, result, at);
  }

  private Task with(
      TaskState state,
      int attempts,
      long fence,
      Instant notBefore,
      @Nullable String reason,
      @Nullable String result,
      @Nullable Instant endedAt) {
    return new Task(
        task.id(),
        task.kind(),
        task.priority(),
        task.caller(),
        task.payload(),
        task.key(),
        task.group(),
        task.origin(),
        state,
        attempts,
        fence,
        task.createdAt(),
        notBefore,
        task.deadline(),
        reason,
        result,
        endedAt);
  }
}
