package dev.headgate.storage.redis.queue;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskState;
import dev.headgate.storage.redis.connection.RedisReply;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the scripts are told of tasks, and tell of them. */
final class TaskParts {
  /** How many parts of a reply stand for one task. */
  static final int LENGTH = 17;

  private TaskParts() {}

  /** Puts a task that is handed in behind the arguments that are there. */
  static void add(NewTask order, List<Object> arguments) {
    Instant notBefore = order.notBefore();
    Instant deadline = order.deadline();
    arguments.add(order.id().value());
    arguments.add(order.priority().label());
    arguments.add(order.caller());
    arguments.add(order.payload());
    arguments.add(orEmpty(order.key()));
    arguments.add(orEmpty(order.group()));
    arguments.add(notBefore == null ? "" : Micros.of(notBefore));
    arguments.add(deadline == null ? "" : Micros.of(deadline));
    arguments.add(order.origin());
    arguments.add(reason(order));
  }

  /** What was accepted just now. */
  static Enqueued.Accepted accepted(NewTask order, boolean waits, Instant now) {
    Instant notBefore = order.notBefore();
    Instant deadline = order.deadline();
    return new Enqueued.Accepted(
        new Task(
            order.id(),
            order.kind(),
            order.priority(),
            order.caller(),
            order.payload(),
            order.key(),
            order.group(),
            order.origin(),
            waits ? TaskState.WAITING : TaskState.QUEUED,
            0,
            0,
            now,
            waits && notBefore != null ? Micros.instant(Micros.of(notBefore)) : now,
            deadline == null ? null : Micros.instant(Micros.of(deadline)),
            waits ? reason(order) : null,
            null,
            null));
  }

  /** The task whose parts begin there. */
  static Task task(RedisReply reply, int at) {
    return new Task(
        new TaskId(reply.text(at + 14)),
        reply.text(at),
        Priority.named(reply.text(at + 1)).orElseThrow(),
        reply.text(at + 2),
        reply.text(at + 15),
        text(reply, at + 3),
        text(reply, at + 4),
        reply.text(at + 5),
        TaskState.named(reply.text(at + 6)).orElseThrow(),
        (int) reply.number(at + 7),
        reply.number(at + 8),
        Micros.instant(reply.number(at + 9)),
        Micros.instant(reply.number(at + 10)),
        instant(reply, at + 11),
        text(reply, at + 12),
        text(reply, at + 16),
        instant(reply, at + 13));
  }

  private static String reason(NewTask order) {
    return "not before " + order.notBefore();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static @Nullable String text(RedisReply reply, int at) {
    return reply.isAbsent(at) ? null : reply.text(at);
  }

  private static @Nullable Instant instant(RedisReply reply, int at) {
    return reply.isAbsent(at) ? null : Micros.instant(reply.number(at));
  }
}
