package dev.headgate.storage.memory.queue;

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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tasks in this process's memory, under one lock: they end with the process. For development, tests
 * and programs that embed Headgate.
 *
 * <p>It holds so many bytes of payloads and results as its settings allow: history is forgotten
 * early where there is no room, and where that is not enough nothing more is accepted. Only
 * results, which cannot be refused, may go beyond.
 */
public final class MemoryTaskQueue implements TaskQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final TaskBook book;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** An empty queue that holds as much as is usual. */
  public MemoryTaskQueue() {
    this(MemoryTaskQueueSettings.DEFAULTS);
  }

  /** An empty queue. */
  public MemoryTaskQueue(MemoryTaskQueueSettings settings) {
    this.book = new TaskBook(settings.maxBytes());
  }

  @Override
  public Enqueued enqueue(NewTask task, long most, Instant now) {
    return enqueueAll(List.of(task), most, now).get(0);
  }

  @Override
  public List<Enqueued> enqueueAll(List<NewTask> orders, long most, Instant now) {
    List<Enqueued> answers =
        locked(() -> {
          book.promote(now);
          return book.accept(orders, most, now);
        });
    if (answers.stream().anyMatch(Enqueued.Accepted.class::isInstance)) {
      hint();
    }
    return answers;
  }

  @Override
  public List<TaskLease> claim(
      String worker, Set<String> kinds, int most, Duration lease, Duration longest, Instant now) {
    return locked(() -> {
      book.promote(now);
      return book.take(kinds, most, lease, longest, now);
    });
  }

  @Override
  public Renewal renew(TaskLease lease, Duration length, Instant now) {
    return locked(() -> book.renew(lease, length, now));
  }

  @Override
  public boolean complete(TaskLease lease, String result, Instant now) {
    return settle(
        "complete",
        lease,
        now,
        entry -> book.end(entry, TaskState.SUCCEEDED, entry.task().attempts(), null, result, now));
  }

  @Override
  public boolean snooze(TaskLease lease, Instant until, String reason, Instant now) {
    return settle(
        "snooze",
        lease,
        now,
        entry -> book.putBack(entry, entry.task().attempts(), until, reason, now));
  }

  @Override
  public boolean retry(TaskLease lease, Instant at, String reason, Instant now) {
    return settle(
        "retry",
        lease,
        now,
        entry -> book.putBack(entry, entry.task().attempts() + 1, at, reason, now));
  }

  @Override
  public boolean bury(TaskLease lease, String reason, Instant now) {
    return settle(
        "bury",
        lease,
        now,
        entry -> book.end(entry, TaskState.FAILED, entry.task().attempts() + 1, reason, null, now));
  }

  @Override
  public boolean release(TaskLease lease, Instant now) {
    return settle(
        "release",
        lease,
        now,
        entry -> book.putBack(entry, entry.task().attempts(), now, null, now));
  }

  private boolean settle(String verb, TaskLease lease, Instant now, Consumer<Entry> how) {
    Optional<TaskState> settled = locked(() -> book.settle(verb, lease, now, how));
    if (settled.equals(Optional.of(TaskState.QUEUED))) {
      hint();
    }
    return settled.isPresent();
  }

  @Override
  public Optional<Task> cancel(TaskId id, Instant now) {
    return locked(() -> book.cancel(id, now));
  }

  @Override
  public Optional<Task> replay(TaskId id, Instant now) {
    Optional<Task> replayed = locked(() -> book.replay(id, now));
    hint();
    return replayed;
  }

  @Override
  public Optional<Task> find(TaskId id) {
    return locked(() -> book.find(id));
  }

  @Override
  public List<Task> list(TaskQuery query) {
    return locked(() -> book.list(query));
  }

  @Override
  public Optional<Long> position(TaskId id, Instant now) {
    return locked(() -> {
      book.promote(now);
      return book.ahead(id, FARTHEST_POSITION);
    });
  }

  @Override
  public Runnable listen(Runnable hint) {
    listeners.add(hint);
    return () -> listeners.remove(hint);
  }

  private void hint() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public List<QueueDepth> depths(Instant now) {
    return locked(() -> {
      book.promote(now);
      return book.depths();
    });
  }

  @Override
  public int sweep(int attempts, Duration history, Instant now) {
    return locked(() -> {
      book.promote(now);
      return book.sweep(attempts, now.minus(history), now);
    });
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
