package dev.headgate.core.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tasks that wait for a worker. What was accepted ends exactly once: succeeded, failed or
 * cancelled.
 *
 * <p><b>Order.</b> Among tasks that can be taken the most urgent class goes first, but classes age:
 * one that has waited longer than its {@link dev.headgate.core.priority.Priority#headStart()} is
 * behind a newcomer of the next class goes before it; critical ones always go first. Within a class
 * callers take turns by start-time fair queueing, and a caller's own tasks keep their order.
 *
 * <p><b>Leases.</b> A task that was taken belongs to one worker until its lease ends. Every lease
 * has a higher {@link TaskLease#fence()} than the last; every method that takes a lease does
 * nothing and answers so unless that very lease is the living one. A lease that ended without a
 * word is a failed attempt of unknown outcome: the task can be taken again. Whoever settled a lease
 * (completed, snoozed, retried, buried or released it) and says the same again is answered {@code
 * true} again, at least until a later lease of the task is settled; the first word counts, and the
 * repetition changes nothing.
 *
 * <p><b>Time.</b> The caller decides it; a queue that is shared between machines uses its own clock
 * instead and says so.
 *
 * <p><b>Atomicity, cost.</b> Each method is one step and one round trip. {@link #claim} costs no
 * more with a million tasks than with a hundred.
 *
 * <p>Thread-safe. A shared queue throws a {@link dev.headgate.core.storage.StorageFailure} when it
 * cannot be asked; after an {@link dev.headgate.core.storage.OutcomeUnknown} each method may be
 * repeated with the same arguments.
 */
public interface TaskQueue {

  /**
   * Accepts a task, unless one with its id or key is known, or its kind is full.
   *
   * @param most how many of its kind may be queued or waiting at once
   */
  Enqueued enqueue(NewTask task, long most, Instant now);

  /**
   * Accepts several of one kind, in their order, in one step: all of them, or none where there is
   * not room for all. Those that are known already take no room; two with one key are one.
   */
  List<Enqueued> enqueueAll(List<NewTask> tasks, long most, Instant now);

  /**
   * Takes up to {@code most} tasks of these kinds, in order; a shared queue takes fewer at once
   * where their payloads are large.
   *
   * @param worker who takes them, for people to read
   * @param lease how long each is held unless renewed
   * @param longest how long each can be held at most, renewed or not
   */
  List<TaskLease> claim(
      String worker, Set<String> kinds, int most, Duration lease, Duration longest, Instant now);

  /** Holds a task for that long from now, but not beyond its lease's latest instant. */
  Renewal renew(TaskLease lease, Duration length, Instant now);

  /** Ends it well, with that result as JSON. */
  boolean complete(TaskLease lease, String result, Instant now);

  /** Puts it back until then, for that reason; no attempt is burnt. */
  boolean snooze(TaskLease lease, Instant until, String reason, Instant now);

  /** Puts it back until then after a failure; one attempt is burnt. */
  boolean retry(TaskLease lease, Instant at, String reason, Instant now);

  /** Gives it up for good. */
  boolean bury(TaskLease lease, String reason, Instant now);

  /** Hands it back untouched, to be taken at once by another; no attempt is burnt. */
  boolean release(TaskLease lease, Instant now);

  /**
   * Calls a task off: at once if nobody runs it, else its worker is told when it renews.
   *
   * @return the task as it stands then; empty where it is not known
   */
  Optional<Task> cancel(TaskId id, Instant now);

  /**
   * Puts a failed or cancelled task back as if it had just been accepted, with no attempts burnt.
   *
   * @return the task as it stands then, unchanged if it was neither; empty where it is not known
   */
  Optional<Task> replay(TaskId id, Instant now);

  /** The task; empty where it is not known, or its history has ended. */
  Optional<Task> find(TaskId id);

  /** Those that are asked for, as {@link Task#summary()}: without payload and result. */
  List<Task> list(TaskQuery query);

  /**
   * How many tasks of its kind go before this one, as things stand; empty where it is not queued.
   * Counted up to {@value #FARTHEST_POSITION} only.
   */
  Optional<Long> position(TaskId id, Instant now);

  /** The farthest position that is counted. */
  long FARTHEST_POSITION = 10_000;

  /**
   * Calls {@code hint} soon after a task came that can be taken, from whatever process. A hint may
   * come late, twice or not at all: whoever waits for work polls as well.
   *
   * @return ends it
   */
  Runnable listen(Runnable hint);

  /** How many there are by kind and priority; kinds without any are left out. */
  List<QueueDepth> depths(Instant now);

  /**
   * Looks after what time has done: leases that ended, deadlines that passed, history that is old.
   * Any process may call it at any time; it does a bounded amount of work.
   *
   * @param attempts how many attempts a task may burn before a lease that ended buries it
   * @param history how long ended tasks are kept
   * @return how many tasks it changed or removed; call again at once while that is not 0
   */
  int sweep(int attempts, Duration history, Instant now);
}
