package dev.headgate.storage.postgres.queue;

import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.queue.Renewal;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQuery;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import dev.headgate.core.storage.Convoy;
import dev.headgate.core.thread.Threads;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.HandleCallback;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that all processes of one database share.
 *
 * <p><b>Time.</b> The database's clock decides; the callers' is not looked at.
 *
 * <p><b>Atomicity, cost.</b> Each call is one statement and one round trip, and what it answers is
 * in the database's log. Who claims waits for nobody. Who hands in waits for others of the same
 * kind, each for as long as the log takes to reach the disk. Endings that come while others are
 * under way share a round trip, and its failure.
 *
 * <p><b>Failures.</b> Nothing is sent twice. What was repeated after an {@link
 * dev.headgate.core.storage.OutcomeUnknown} answers as the first call did, where that was an
 * ending, a hand-back or a hand-in; a claim whose answer was lost ends with its lease.
 *
 * <p>A NUL in a text is kept as U+FFFD. Thread-safe.
 */
public final class PostgresTaskQueue implements TaskQueue {
  private static final String ENQUEUE_ALL = sql("enqueue_all.sql");
  private static final String CLAIM = sql("claim.sql");
  private static final String RENEW = sql("renew.sql");
  private static final String END = sql("end.sql");
  private static final String PUT_BACK = sql("put_back.sql");
  private static final String CANCEL = sql("cancel.sql");
  private static final String REPLAY = sql("replay.sql");
  private static final String FIND = sql("find.sql");
  private static final String LIST = sql("list.sql");
  private static final String POSITION = sql("position.sql");
  private static final String DEPTHS = sql("depths.sql");
  private static final String SWEEP = sql("sweep.sql");

  /** Longer is as good as endless, and sums with it must not overflow. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** How many characters of payloads one claim brings, unless a single one is larger. */
  private static final long LARGEST_CLAIM = 32 << 20;

  /** As many as keep one on its way while another waits for the disk. */
  private static final int TRIPS = 2;

  private static final int SEATS = 128;

  private static final int SWEPT_AT_ONCE = 1_000;
  private static final Renewal[] RENEWALS = {Renewal.HELD, Renewal.CANCELLED, Renewal.LOST};
  private static final long[] NO_TIMES = {};
  private static final Long[] HEAD_STARTS =
      Arrays.stream(Priority.values())
          .map(priority -> priority.headStart().toNanos())
          .toArray(Long[]::new);

  private final PostgresDatabase database;
  private final boolean callersTime;
  private final TaskHints hints;
  private final Convoy<Ending, Boolean> endings;

  /** The queue in this database. */
  public PostgresTaskQueue(PostgresDatabase database) {
    this(database, false);
  }

  /** With the callers' time, as the contract's tests need it; never in production. */
  PostgresTaskQueue(PostgresDatabase database, boolean callersTime) {
    this.database = database;
    this.callersTime = callersTime;
    this.hints = new TaskHints(database);
    this.endings =
        new Convoy<>(
            PostgresDatabase.STORE,
            Threads.eachLight("postgres-tasks"),
            TRIPS,
            SEATS,
            database.settings().acquireTimeout(),
            this::end);
  }

  private static String sql(String file) {
    return Sql.load(PostgresTaskQueue.class, file);
  }

  @Override
  public Enqueued enqueue(NewTask task, long most, Instant now) {
    return enqueueAll(List.of(task), most, now).get(0);
  }

  @Override
  public List<Enqueued> enqueueAll(List<NewTask> tasks, long most, Instant now) {
    if (tasks.isEmpty()) {
      return List.of();
    }
    Orders orders = new Orders(tasks, most);
    return database.write(
        call(
            ENQUEUE_ALL,
            statement -> {
              orders.bind(statement);
              setTime(statement, 14, now);
            },
            orders::answers));
  }

  @Override
  public List<TaskLease> claim(
      String worker, Set<String> kinds, int most, Duration lease, Duration longest, Instant now) {
    if (kinds.isEmpty() || most < 1) {
      return List.of();
    }
    return database.write(
        call(
            CLAIM,
            statement -> {
              statement.setString(1, Text.storable(worker));
              statement.setObject(2, kinds.toArray(new String[0]));
              statement.setObject(3, HEAD_STARTS);
              statement.setInt(4, most);
              statement.setLong(5, LARGEST_CLAIM);
              statement.setLong(6, nanos(lease));
              statement.setLong(7, nanos(longest));
              setTime(statement, 8, now);
            },
            rows -> all(rows, TaskRows::lease)));
  }

  @Override
  public Renewal renew(TaskLease lease, Duration length, Instant now) {
    return database.write(
        call(
            RENEW,
            statement -> {
              statement.setString(1, lease.task().id().value());
              statement.setLong(2, lease.fence());
              statement.setLong(3, nanos(length));
              statement.setLong(4, EpochNanos.of(lease.latest()));
              setTime(statement, 5, now);
            },
            rows -> RENEWALS[number(rows)]));
  }

  @Override
  public boolean complete(TaskLease lease, String result, Instant now) {
    return endings.ask(Ending.well(lease, result, now));
  }

  @Override
  public boolean bury(TaskLease lease, String reason, Instant now) {
    return endings.ask(Ending.forGood(lease, reason, now));
  }

  private List<Boolean> end(List<Ending> endings) {
    return database.write(
        call(
            END,
            statement -> {
              statement.setObject(1, texts(endings, ending -> ending.lease().task().id().value()));
              statement.setObject(
                  2, endings.stream().mapToLong(ending -> ending.lease().fence()).toArray());
              statement.setObject(
                  3,
                  endings.stream()
                      .map(ending -> TaskRows.code(ending.state()))
                      .toArray(Short[]::new));
              statement.setObject(4, endings.stream().mapToInt(Ending::burnt).toArray());
              statement.setObject(5, texts(endings, Ending::reason));
              statement.setObject(6, texts(endings, Ending::result));
              statement.setObject(
                  7,
                  callersTime
                      ? endings.stream().mapToLong(end -> EpochNanos.of(end.now())).toArray()
                      : NO_TIMES);
            },
            rows -> {
              rows.next();
              return List.of((Boolean[]) rows.getArray(1).getArray());
            }));
  }

  @Override
  public boolean snooze(TaskLease lease, Instant until, String reason, Instant now) {
    return putBack(lease, Settled.SNOOZED, until, reason, now);
  }

  @Override
  public boolean retry(TaskLease lease, Instant at, String reason, Instant now) {
    return putBack(lease, Settled.RETRIED, at, reason, now);
  }

  @Override
  public boolean release(TaskLease lease, Instant now) {
    return putBack(lease, Settled.RELEASED, null, null, now);
  }

  private boolean putBack(
      TaskLease lease, Settled how, @Nullable Instant start, @Nullable String reason, Instant now) {
    return database.write(
        call(
            PUT_BACK,
            statement -> {
              statement.setString(1, lease.task().id().value());
              statement.setLong(2, lease.fence());
              statement.setInt(3, how.code());
              statement.setObject(4, start == null ? null : EpochNanos.of(start), Types.BIGINT);
              statement.setString(5, Text.storableOrNull(reason));
              statement.setInt(6, how.burnt());
              statement.setString(7, Reasons.CALLED_OFF);
              setTime(statement, 8, now);
            },
            PostgresTaskQueue::truth));
  }

  @Override
  public Optional<Task> cancel(TaskId id, Instant now) {
    return database.write(
        call(
            CANCEL,
            statement -> {
              statement.setString(1, id.value());
              statement.setString(2, Reasons.CALLED_OFF);
              setTime(statement, 3, now);
            },
            rows -> all(rows, TaskRows::task).stream().findFirst()));
  }

  @Override
  public Optional<Task> replay(TaskId id, Instant now) {
    return database.write(
        call(
            REPLAY,
            statement -> {
              statement.setString(1, id.value());
              setTime(statement, 2, now);
            },
            rows -> all(rows, TaskRows::task).stream().findFirst()));
  }

  @Override
  public Optional<Task> find(TaskId id) {
    return database.read(
        call(
            FIND,
            statement -> statement.setString(1, id.value()),
            rows -> all(rows, TaskRows::task).stream().findFirst()));
  }

  @Override
  public List<Task> list(TaskQuery query) {
    return database.read(
        call(
            LIST,
            statement -> {
              statement.setString(1, query.kind());
              TaskState state = query.state();
              statement.setObject(
                  2, state == null ? null : (int) TaskRows.code(state), Types.INTEGER);
              statement.setString(3, query.caller());
              statement.setString(4, query.group());
              statement.setString(5, query.before() == null ? null : query.before().value());
              statement.setInt(6, query.most());
            },
            rows -> all(rows, TaskRows::task)));
  }

  @Override
  public Optional<Long> position(TaskId id, Instant now) {
    return database.write(
        call(
            POSITION,
            statement -> {
              statement.setString(1, id.value());
              statement.setObject(2, HEAD_STARTS);
              statement.setInt(3, Math.toIntExact(FARTHEST_POSITION));
              setTime(statement, 4, now);
            },
            rows -> {
              rows.next();
              long position = rows.getLong(1);
              return rows.wasNull() ? Optional.<Long>empty() : Optional.of(position);
            }));
  }

  @Override
  public Runnable listen(Runnable hint) {
    return hints.add(hint);
  }

  @Override
  public List<QueueDepth> depths(Instant now) {
    return database.read(
        call(DEPTHS, statement -> setTime(statement, 1, now), rows -> all(rows, TaskRows::depth)));
  }

  @Override
  public int sweep(int attempts, Duration history, Instant now) {
    return database.write(
        call(
            SWEEP,
            statement -> {
              statement.setInt(1, attempts);
              statement.setLong(2, nanos(history));
              statement.setString(3, Reasons.SILENT);
              statement.setString(4, Reasons.CALLED_OFF);
              statement.setString(5, Reasons.LATE);
              statement.setInt(6, SWEPT_AT_ONCE);
              setTime(statement, 7, now);
            },
            PostgresTaskQueue::number));
  }

  private static <T> HandleCallback<T, SQLException> call(
      String sql, Binder binder, Reader<T> reader) {
    return handle -> {
      try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
        binder.bind(statement);
        try (ResultSet rows = statement.executeQuery()) {
          return reader.read(rows);
        }
      }
    };
  }

  private static <T> List<T> all(ResultSet rows, Reader<T> reader) throws SQLException {
    List<T> all = new ArrayList<>();
    while (rows.next()) {
      all.add(reader.read(rows));
    }
    return List.copyOf(all);
  }

  private static int number(ResultSet rows) throws SQLException {
    rows.next();
    return rows.getInt(1);
  }

  private static boolean truth(ResultSet rows) throws SQLException {
    rows.next();
    return rows.getBoolean(1);
  }

  private static @Nullable String[] texts(
      List<Ending> endings, Function<Ending, @Nullable String> column) {
    @Nullable String[] texts = new String[endings.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = column.apply(endings.get(i));
    }
    return texts;
  }

  private void setTime(PreparedStatement statement, int index, Instant now) throws SQLException {
    if (callersTime) {
      statement.setLong(index, EpochNanos.of(now));
    } else {
      statement.setNull(index, Types.BIGINT);
    }
  }

  private static long nanos(Duration length) {
    return length.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : length.toNanos();
  }

  private interface Binder {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }
}
