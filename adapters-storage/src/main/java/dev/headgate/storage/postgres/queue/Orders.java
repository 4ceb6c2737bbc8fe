package dev.headgate.storage.postgres.queue;

import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tasks of one kind that are handed in together, as the columns of one statement. */
final class Orders {
  private static final Duration COME_AGAIN = Duration.ofSeconds(5);
  private static final int ACCEPTED = 0;
  private static final int KNOWN = 1;

  private final List<NewTask> orders;
  private final long most;

  Orders(List<NewTask> orders, long most) {
    String kind = orders.get(0).kind();
    for (NewTask order : orders) {
      if (!order.kind().equals(kind)) {
        throw new IllegalArgumentException(
            "tasks: of kinds %s and %s (expected: of one kind)".formatted(kind, order.kind()));
      }
    }
    this.orders = orders.stream().map(Orders::storable).toList();
    this.most = most;
  }

  /** NUL is the one character that the database cannot keep. */
  private static NewTask storable(NewTask order) {
    return new NewTask(
        order.id(),
        order.kind(),
        order.priority(),
        Text.storable(order.caller()),
        Text.storable(order.payload()),
        Text.storableOrNull(order.key()),
        Text.storableOrNull(order.group()),
        order.notBefore(),
        order.deadline(),
        Text.storable(order.origin()));
  }

  void bind(PreparedStatement statement) throws SQLException {
    statement.setString(1, orders.get(0).kind());
    statement.setObject(2, texts(order -> order.id().value()));
    statement.setObject(
        3, orders.stream().map(order -> TaskRows.code(order.priority())).toArray(Short[]::new));
    statement.setObject(4, texts(NewTask::caller));
    statement.setObject(5, texts(NewTask::payload));
    statement.setObject(6, texts(NewTask::key));
    statement.setObject(7, texts(NewTask::group));
    statement.setObject(8, texts(NewTask::origin));
    statement.setObject(9, nanos(NewTask::notBefore));
    statement.setObject(10, nanos(NewTask::deadline));
    statement.setObject(11, texts(Orders::delayed));
    statement.setObject(12, orders.stream().mapToInt(order -> order.payload().length()).toArray());
    statement.setLong(13, most);
  }

  List<Enqueued> answers(ResultSet rows) throws SQLException {
    List<Enqueued> answers = new ArrayList<>(orders.size());
    while (rows.next()) {
      int verdict = rows.getInt("verdict");
      if (verdict == ACCEPTED) {
        Instant at = EpochNanos.toInstant(rows.getLong("decided_at"));
        answers.add(new Enqueued.Accepted(Task.accepted(orders.get(answers.size()), at)));
      } else if (verdict == KNOWN) {
        answers.add(new Enqueued.Existing(TaskRows.task(rows)));
      } else {
        answers.add(new Enqueued.Full(rows.getLong("depth"), COME_AGAIN));
      }
    }
    return List.copyOf(answers);
  }

  private static @Nullable String delayed(NewTask order) {
    return order.notBefore() == null ? null : "not before " + order.notBefore();
  }

  private @Nullable String[] texts(Function<NewTask, @Nullable String> column) {
    @Nullable String[] texts = new String[orders.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = column.apply(orders.get(i));
    }
    return texts;
  }

  private @Nullable Long[] nanos(Function<NewTask, @Nullable Instant> column) {
    @Nullable Long[] nanos = new Long[orders.size()];
    for (int i = 0; i < nanos.length; i++) {
      Instant instant = column.apply(orders.get(i));
      nanos[i] = instant == null ? null : EpochNanos.of(instant);
    }
    return nanos;
  }
}
