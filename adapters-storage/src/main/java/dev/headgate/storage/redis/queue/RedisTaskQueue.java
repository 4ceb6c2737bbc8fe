package dev.headgate.storage.redis.queue;

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
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The task queue that all processes of one Redis share.
 *
 * <p><b>Time.</b> Redis' clock decides, in microseconds, to which lengths are rounded up and
 * instants cut; the callers' is not looked at. Fences are no less than the time, so that they grow
 * even where Redis lost the last seconds.
 *
 * <p><b>Durability.</b> That of Redis: with an append-only file that is synced each second a crash
 * of its machine loses the last second, synced always it loses nothing. Where memory is full
 * nothing more is accepted, while what is there can be taken, ended and swept; with a policy that
 *
 * <p><b>Cost.</b> One script, one round trip for each call, but for {@link #list}, which looks at
 * some thousands of tasks in each. In a cluster all of the queue lies on one node, as classes,
 * callers and bounds go over all of a kind's tasks: the queue is as fast as one node, some ten
 * thousand tasks a second, and as large as its memory: about a kilobyte each beside payload and
 * result. A call takes at most {@value #MOST_BYTES} bytes of payloads, or one.
 *
 * <p><b>Failures.</b> Only the settling of leases is sent twice, as that can be repeated; after an
 * {@link dev.headgate.core.storage.OutcomeUnknown} every call can be, as the port says. A claim
 * whose answer was lost is a lease that ends without a word.
 *
 * <p>Thread-safe.
 */
public final class RedisTaskQueue implements TaskQueue {
  /** How many bytes of payloads one claim takes at most, beyond its first task. */
  private static final int MOST_BYTES = 32 << 20;

  private static final Duration COME_AGAIN = Duration.ofSeconds(5);
  private static final int SWEEP = 500;

  private static final RedisScript ENQUEUE = script("enqueue.lua");
  private static final RedisScript CLAIM = script("claim.lua");
  private static final RedisScript RENEW = script("renew.lua");
  private static final RedisScript COMPLETE = script("complete.lua");
  private static final RedisScript SNOOZE = script("snooze.lua");
  private static final RedisScript RETRY = script("retry.lua");
  private static final RedisScript BURY = script("bury.lua");
  private static final RedisScript RELEASE = script("release.lua");
  private static final RedisScript CANCEL = script("cancel.lua");
  private static final RedisScript REPLAY = script("replay.lua");
  private static final RedisScript FIND = script("find.lua");
  private static final RedisScript LIST = script("list.lua");
  private static final RedisScript POSITION = script("position.lua");
  private static final RedisScript DEPTHS = script("depths.lua");
  private static final RedisScript SWEEPING = script("sweep.lua");

  /** What the names of all keys begin with: one slot of a cluster. */
  static final String TAG = "{queue}:";

  private final RedisConnection connection;
  private final List<String> keys;
  private final Hints hints;
  private final boolean callersTime;

  /** The queue in this Redis. */
  public RedisTaskQueue(RedisConnection connection) {
    this(connection, false);
  }

  /** With the callers' time, as the contract's tests need it; never in production. */
  RedisTaskQueue(RedisConnection connection, boolean callersTime) {
    this.connection = connection;
    this.keys = List.of(connection.key(TAG));
    this.hints = new Hints(connection, connection.key(TAG + "hints"));
    this.callersTime = callersTime;
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
    List<Object> arguments = new ArrayList<>();
    arguments.add(moment(now));
    arguments.add(most);
    arguments.add(tasks.get(0).kind());
    tasks.forEach(task -> TaskParts.add(task, arguments));
    RedisReply reply = ENQUEUE.run(connection, keys, arguments.toArray());
    Instant then = Micros.instant(reply.number(0));
    List<Enqueued> answers = new ArrayList<>();
    int at = 2;
    for (NewTask task : tasks) {
      int answer = (int) reply.number(at++);
      switch (answer) {
        case 0 -> answers.add(new Enqueued.Full(reply.number(1), COME_AGAIN));
        case 1, 2 -> answers.add(TaskParts.accepted(task, answer == 2, then));
        default -> {
          answers.add(new Enqueued.Existing(TaskParts.task(reply, at)));
          at += TaskParts.LENGTH;
        }
      }
    }
    return answers;
  }

  @Override
  public List<TaskLease> claim(
      String worker, Set<String> kinds, int most, Duration lease, Duration longest, Instant now) {
    if (kinds.isEmpty()) {
      return List.of();
    }
    List<Object> arguments = new ArrayList<>();
    arguments.add(moment(now));
    arguments.add(worker);
    arguments.add(most);
    arguments.add(Micros.of(lease));
    arguments.add(Micros.of(longest));
    arguments.add(MOST_BYTES);
    arguments.add(Priority.values().length);
    addPriorities(arguments);
    arguments.addAll(kinds);
    RedisReply reply = CLAIM.run(connection, keys, arguments.toArray());
    List<TaskLease> leases = new ArrayList<>();
    for (int at = 0; at < reply.size(); at += 2 + TaskParts.LENGTH) {
      Task task = TaskParts.task(reply, at + 2);
      leases.add(
          new TaskLease(
              task,
              task.fence(),
              Micros.instant(reply.number(at)),
              Micros.instant(reply.number(at + 1))));
    }
    return leases;
  }

  @Override
  public Renewal renew(TaskLease lease, Duration length, Instant now) {
    RedisReply reply =
        RENEW.run(
            connection, keys, moment(now), lease.task().id(), lease.fence(), Micros.of(length));
    return switch ((int) reply.number(0)) {
      case 1 -> Renewal.HELD;
      case -1 -> Renewal.CANCELLED;
      default -> Renewal.LOST;
    };
  }

  @Override
  public boolean complete(TaskLease lease, String result, Instant now) {
    return settle(COMPLETE, lease, now, result);
  }

  @Override
  public boolean snooze(TaskLease lease, Instant until, String reason, Instant now) {
    return settle(SNOOZE, lease, now, Micros.of(until), reason);
  }

  @Override
  public boolean retry(TaskLease lease, Instant at, String reason, Instant now) {
    return settle(RETRY, lease, now, Micros.of(at), reason);
  }

  @Override
  public boolean bury(TaskLease lease, String reason, Instant now) {
    return settle(BURY, lease, now, reason);
  }

  @Override
  public boolean release(TaskLease lease, Instant now) {
    return settle(RELEASE, lease, now);
  }

  private boolean settle(RedisScript script, TaskLease lease, Instant now, Object... more) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(moment(now));
    arguments.add(lease.task().id());
    arguments.add(lease.fence());
    arguments.addAll(List.of(more));
    Object[] word = arguments.toArray();
    return script.runOnce(connection, keys, word, word).number(0) == 1;
  }

  @Override
  public Optional<Task> cancel(TaskId id, Instant now) {
    return task(CANCEL.run(connection, keys, moment(now), id));
  }

  @Override
  public Optional<Task> replay(TaskId id, Instant now) {
    return task(REPLAY.run(connection, keys, moment(now), id));
  }

  @Override
  public Optional<Task> find(TaskId id) {
    return task(FIND.ask(connection, keys, "", id));
  }

  @Override
  public List<Task> list(TaskQuery query) {
    List<Task> tasks = new ArrayList<>();
    String below = "";
    do {
      RedisReply reply =
          LIST.ask(
              connection,
              keys,
              "",
              orEmpty(query.kind()),
              query.state() == null ? "" : query.state().label(),
              orEmpty(query.caller()),
              orEmpty(query.group()),
              query.before() == null ? "" : query.before().value(),
              query.most() - tasks.size(),
              below);
      for (int at = 1; at < reply.size(); at += TaskParts.LENGTH) {
        tasks.add(TaskParts.task(reply, at));
      }
      below = reply.text(0);
    } while (!below.isEmpty() && tasks.size() < query.most());
    return List.copyOf(tasks);
  }

  @Override
  public Optional<Long> position(TaskId id, Instant now) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(moment(now));
    arguments.add(id);
    arguments.add(FARTHEST_POSITION);
    addPriorities(arguments);
    RedisReply reply = POSITION.run(connection, keys, arguments.toArray());
    return reply.size() == 0 ? Optional.empty() : Optional.of(reply.number(0));
  }

  @Override
  public Runnable listen(Runnable hint) {
    return hints.listen(hint);
  }

  @Override
  public List<QueueDepth> depths(Instant now) {
    RedisReply reply = DEPTHS.ask(connection, keys, moment(now));
    List<QueueDepth> depths = new ArrayList<>();
    for (int at = 0; at < reply.size(); at += 5) {
      String[] lane = reply.text(at).split(":", 2);
      long oldest = reply.number(at + 4);
      depths.add(
          new QueueDepth(
              lane[0],
              Priority.named(lane[1]).orElseThrow(),
              reply.number(at + 1),
              reply.number(at + 2),
              reply.number(at + 3),
              oldest < 0 ? null : Micros.instant(oldest)));
    }
    return List.copyOf(depths);
  }

  @Override
  public int sweep(int attempts, Duration history, Instant now) {
    RedisReply reply =
        SWEEPING.run(connection, keys, moment(now), attempts, Micros.of(history), SWEEP);
    return (int) reply.number(0);
  }

  private static void addPriorities(List<Object> arguments) {
    for (Priority priority : Priority.values()) {
      arguments.add(priority.label());
      arguments.add(priority == Priority.CRITICAL ? "" : Micros.of(priority.headStart()));
    }
  }

  private static Optional<Task> task(RedisReply reply) {
    return reply.size() == 0 ? Optional.empty() : Optional.of(TaskParts.task(reply, 0));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private Object moment(Instant now) {
    return callersTime ? Micros.of(now) : "";
  }

  private static RedisScript script(String file) {
    return RedisScript.load(RedisTaskQueue.class, "queue.lua", file);
  }
}
