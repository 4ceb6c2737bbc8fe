package dev.headgate.storage.postgres.queue;

import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the database answers, as values. States and classes are kept as their places. */
final class TaskRows {
  private static final List<TaskState> STATES = List.of(TaskState.values());
  private static final List<Priority> PRIORITIES = List.of(Priority.values());

  private TaskRows() {}

  /** As what a class is kept. */
  static short code(Priority priority) {
    return (short) PRIORITIES.indexOf(priority);
  }

  /** As what a state is kept. */
  static short code(TaskState state) {
    return (short) STATES.indexOf(state);
  }

  /** The task of this row. */
  static Task task(ResultSet row) throws SQLException {
    return new Task(
        new TaskId(row.getString("id")),
        row.getString("kind"),
        PRIORITIES.get(row.getInt("priority")),
        row.getString("caller"),
        row.getString("payload"),
        row.getString("idempotency_key"),
        row.getString("task_group"),
        row.getString("request_id"),
        STATES.get(row.getInt("state")),
        row.getInt("attempts"),
        row.getLong("fence"),
        EpochNanos.toInstant(row.getLong("created_at")),
        EpochNanos.toInstant(row.getLong("not_before")),
        instant(row, "deadline"),
        row.getString("reason"),
        row.getString("result"),
        instant(row, "ended_at"));
  }

  static TaskLease lease(ResultSet row) throws SQLException {
    Task task = task(row);
    return new TaskLease(
        task,
        task.fence(),
        EpochNanos.toInstant(row.getLong("until")),
        EpochNanos.toInstant(row.getLong("latest")));
  }

  static QueueDepth depth(ResultSet row) throws SQLException {
    return new QueueDepth(
        row.getString("kind"),
        PRIORITIES.get(row.getInt("priority")),
        row.getLong("queued"),
        row.getLong("waiting"),
        row.getLong("running"),
        instant(row, "oldest"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    long nanos = row.getLong(column);
    return row.wasNull() ? null : EpochNanos.toInstant(nanos);
  }
}
