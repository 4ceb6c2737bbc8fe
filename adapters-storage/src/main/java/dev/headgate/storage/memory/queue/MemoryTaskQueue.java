package dev.headgate.storage.memory.queue;

import dev.headgate.core.priority.FairOrder;
import dev.headgate.core.priority.Place;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tasks in this process's memory, under one lock: they end with the process. For development, tests
 * and programs that embed Headgate.
 */
public final class MemoryTaskQueue implements TaskQueue {
  private static final Duration COME_AGAIN = Duration.ofSeconds(5);
  private static final int SWEEP = 1000;

  private static final Comparator<Entry> BY_NUMBER =
      Comparator.comparingLong(entry -> entry.number);

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<TaskId, Entry> tasks = new HashMap<>();
  private final Map<Key, Entry> keys = new HashMap<>();
  private final NavigableMap<Long, Entry> byNumber = new TreeMap<>();
  private final Map<String, FairOrder<Entry>> ready = new HashMap<>();
  private final TreeSet<Entry> waiting =
      new TreeSet<>(
          Comparator.<Entry, Instant>comparing(entry -> entry.task().notBefore())
              .thenComparing(BY_NUMBER));
  private final TreeSet<Entry> running =
      new TreeSet<>(
          Comparator.<Entry, Instant>comparing(entry -> entry.leaseUntil).thenComparing(BY_NUMBER));
  private final TreeSet<Entry> dated =
      new TreeSet<>(
          Comparator.<Entry, Instant>comparing(MemoryTaskQueue::deadline).thenComparing(BY_NUMBER));
  private final TreeSet<Entry> ended =
      new TreeSet<>(
          Comparator.<Entry, Instant>comparing(MemoryTaskQueue::endedAt).thenComparing(BY_NUMBER));
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long numbers;

  @Override
  public Enqueued enqueue(NewTask task, long most, Instant now) {
    return enqueueAll(List.of(task), most, now).get(0);
  }

  @Override
  public List<Enqueued> enqueueAll(List<NewTask> orders, long most, Instant now) {
    List<Enqueued> answers =
        locked(() -> {
          promote(now);
          Optional<Enqueued.Full> full = full(orders, most);
          return orders.stream().map(order -> accept(order, full, now)).toList();
        });
    if (answers.stream().anyMatch(Enqueued.Accepted.class::isInstance)) {
      listeners.forEach(Runnable::run);
    }
    return answers;
  }

  /** The refusal, if there is not room for those among them that are new. */
  private Optional<Enqueued.Full> full(List<NewTask> orders, long most) {
    Set<Object> fresh = new HashSet<>();
    for (NewTask order : orders) {
      if (known(order) == null) {
        Key key = Key.of(order);
        fresh.add(key == null ? order.id() : key);
      }
    }
    if (fresh.isEmpty()) {
      return Optional.empty();
    }
    long depth = notBegun(orders.get(0).kind());
    return depth + fresh.size() > most
        ? Optional.of(new Enqueued.Full(depth, COME_AGAIN))
        : Optional.empty();
  }

  private @Nullable Entry known(NewTask order) {
    Entry known = tasks.get(order.id());
    Key key = Key.of(order);
    return known == null && key != null ? keys.get(key) : known;
  }

  private Enqueued accept(NewTask order, Optional<Enqueued.Full> full, Instant now) {
    Entry known = known(order);
    if (known != null) {
      return new Enqueued.Existing(known.task());
    }
    if (full.isPresent()) {
      return full.get();
    }
    Key key = Key.of(order);
    Entry entry = new Entry(numbers++, Entry.accepted(order, now));
    tasks.put(order.id(), entry);
    byNumber.put(entry.number, entry);
    if (key != null) {
      keys.put(key, entry);
    }
    if (order.deadline() != null) {
      dated.add(entry);
    }
    shelve(entry);
    return new Enqueued.Accepted(entry.task());
  }

  private long notBegun(String kind) {
    long delayed = waiting.stream().filter(entry -> entry.task().kind().equals(kind)).count();
    FairOrder<Entry> order = ready.get(kind);
    return delayed + (order == null ? 0 : order.size());
  }

  @Override
  public List<TaskLease> claim(
      String worker, Set<String> kinds, int most, Duration lease, Duration longest, Instant now) {
    return locked(() -> {
      promote(now);
      List<TaskLease> leases = new ArrayList<>();
      while (leases.size() < most) {
        Optional<Entry> first = first(kinds, now);
        if (first.isEmpty()) {
          break;
        }
        leases.add(take(first.get(), lease, longest, now));
      }
      return leases;
    });
  }

  /** The best over the kinds: each kind's first by its own order, compared as classes are. */
  private Optional<Entry> first(Set<String> kinds, Instant now) {
    return kinds.stream()
        .map(ready::get)
        .filter(order -> order != null && order.size() > 0)
        .flatMap(order -> order.first(1, entry -> !entry.overdue(now)).stream())
        .min(
            Comparator.<Place<Entry>, Boolean>comparing(
                    place -> place.priority() != Priority.CRITICAL)
                .thenComparing(place -> place.arrived().plus(place.priority().headStart()))
                .thenComparingLong(Place::number))
        .map(Place::item);
  }

  private TaskLease take(Entry entry, Duration lease, Duration longest, Instant now) {
    unshelve(entry, true);
    Instant latest = now.plus(longest);
    Instant deadline = entry.task().deadline();
    if (deadline != null && deadline.isBefore(latest)) {
      latest = deadline;
    }
    Instant until = earlier(now.plus(lease), latest);
    entry.lease(until);
    running.add(entry);
    return new TaskLease(entry.task(), entry.task().fence(), until, latest);
  }

  @Override
  public Renewal renew(TaskLease lease, Duration length, Instant now) {
    return locked(() -> {
      Entry entry = held(lease, now);
      if (entry == null) {
        return Renewal.LOST;
      }
      if (entry.calledOff) {
        return Renewal.CANCELLED;
      }
      running.remove(entry);
      entry.leaseUntil = earlier(now.plus(length), lease.latest());
      running.add(entry);
      return Renewal.HELD;
    });
  }

  @Override
  public boolean complete(TaskLease lease, String result, Instant now) {
    return settle(
        "complete",
        lease,
        now,
        entry -> end(entry, TaskState.SUCCEEDED, entry.task().attempts(), null, result, now));
  }

  @Override
  public boolean snooze(TaskLease lease, Instant until, String reason, Instant now) {
    return settle(
        "snooze", lease, now, entry -> putBack(entry, entry.task().attempts(), until, reason, now));
  }

  @Override
  public boolean retry(TaskLease lease, Instant at, String reason, Instant now) {
    return settle(
        "retry", lease, now, entry -> putBack(entry, entry.task().attempts() + 1, at, reason, now));
  }

  @Override
  public boolean bury(TaskLease lease, String reason, Instant now) {
    return settle(
        "bury",
        lease,
        now,
        entry -> end(entry, TaskState.FAILED, entry.task().attempts() + 1, reason, null, now));
  }

  @Override
  public boolean release(TaskLease lease, Instant now) {
    return settle(
        "release", lease, now, entry -> putBack(entry, entry.task().attempts(), now, null, now));
  }

  private boolean settle(
      String verb, TaskLease lease, Instant now, java.util.function.Consumer<Entry> how) {
    String word = verb + ":" + lease.fence();
    return locked(() -> {
      Entry known = tasks.get(lease.task().id());
      if (known != null && word.equals(known.settled)) {
        return true;
      }
      Entry entry = held(lease, now);
      if (entry == null) {
        return false;
      }
      running.remove(entry);
      entry.settled = word;
      how.accept(entry);
      return true;
    });
  }

  /** The task, if this lease of it is the living one. */
  private @Nullable Entry held(TaskLease lease, Instant now) {
    Entry entry = tasks.get(lease.task().id());
    boolean living =
        entry != null
            && entry.state() == TaskState.RUNNING
            && entry.task().fence() == lease.fence()
            && now.isBefore(entry.leaseUntil);
    return living ? entry : null;
  }

  private void putBack(
      Entry entry, int attempts, Instant notBefore, @Nullable String reason, Instant now) {
    if (entry.calledOff) {
      end(entry, TaskState.CANCELLED, attempts, "called off", null, now);
      return;
    }
    entry.putBack(attempts, notBefore, reason, now);
    shelve(entry);
  }

  private void end(
      Entry entry,
      TaskState state,
      int attempts,
      @Nullable String reason,
      @Nullable String result,
      Instant now) {
    dated.remove(entry);
    entry.end(state, attempts, reason, result, now);
    ended.add(entry);
  }

  @Override
  public Optional<Task> cancel(TaskId id, Instant now) {
    return locked(() -> {
      Entry entry = tasks.get(id);
      if (entry == null) {
        return Optional.empty();
      }
      if (entry.state() == TaskState.RUNNING) {
        entry.calledOff = true;
      } else if (!entry.state().ended()) {
        unshelve(entry, false);
        end(entry, TaskState.CANCELLED, entry.task().attempts(), "called off", null, now);
      }
      return Optional.of(entry.task());
    });
  }

  @Override
  public Optional<Task> replay(TaskId id, Instant now) {
    Optional<Task> replayed =
        locked(() -> {
          Entry entry = tasks.get(id);
          if (entry == null) {
            return Optional.empty();
          }
          if (entry.state() == TaskState.FAILED || entry.state() == TaskState.CANCELLED) {
            ended.remove(entry);
            entry.replay(now);
            shelve(entry);
            if (entry.task().deadline() != null) {
              dated.add(entry);
            }
          }
          return Optional.of(entry.task());
        });
    listeners.forEach(Runnable::run);
    return replayed;
  }

  @Override
  public Optional<Task> find(TaskId id) {
    return locked(() -> Optional.ofNullable(tasks.get(id)).map(Entry::task));
  }

  @Override
  public List<Task> list(TaskQuery query) {
    return locked(() -> {
      TaskId before = query.before();
      Entry from = before == null ? null : tasks.get(before);
      NavigableMap<Long, Entry> older =
          before == null
              ? byNumber
              : byNumber.headMap(from == null ? 0L : Long.valueOf(from.number), false);
      return older.descendingMap().values().stream()
          .map(Entry::task)
          .filter(asked(query))
          .limit(query.most())
          .map(Task::summary)
          .toList();
    });
  }

  private static Predicate<Task> asked(TaskQuery query) {
    return task ->
        (query.kind() == null || query.kind().equals(task.kind()))
            && (query.state() == null || query.state() == task.state())
            && (query.caller() == null || query.caller().equals(task.caller()))
            && (query.group() == null || query.group().equals(task.group()));
  }

  @Override
  public Optional<Long> position(TaskId id, Instant now) {
    return locked(() -> {
      promote(now);
      Entry entry = tasks.get(id);
      FairOrder<Entry> order = entry == null ? null : ready.get(entry.task().kind());
      if (entry == null || entry.place == null || order == null) {
        return Optional.empty();
      }
      int counted = (int) Math.min(order.size(), FARTHEST_POSITION);
      long ahead = 0;
      for (Place<Entry> place : order.first(counted, any -> true)) {
        if (place.item() == entry) {
          return Optional.of(ahead);
        }
        ahead++;
      }
      return Optional.of(FARTHEST_POSITION);
    });
  }

  @Override
  public Runnable listen(Runnable hint) {
    listeners.add(hint);
    return () -> listeners.remove(hint);
  }

  @Override
  public List<QueueDepth> depths(Instant now) {
    return locked(() -> {
      promote(now);
      Map<Group, Count> counts = new HashMap<>();
      for (Entry entry : byNumber.values()) {
        Task task = entry.task();
        if (!task.state().ended()) {
          counts
              .computeIfAbsent(new Group(task.kind(), task.priority()), group -> new Count())
              .add(task);
        }
      }
      return counts.entrySet().stream()
          .map(count -> count.getValue().depth(count.getKey()))
          .toList();
    });
  }

  @Override
  public int sweep(int attempts, Duration history, Instant now) {
    return locked(() -> {
      promote(now);
      int done = rescue(attempts, now);
      while (done < SWEEP && !dated.isEmpty() && dated.first().overdue(now)) {
        giveUp(dated.first(), now);
        done++;
      }
      Instant oldest = now.minus(history);
      while (done < SWEEP && !ended.isEmpty() && endedAt(ended.first()).isBefore(oldest)) {
        forget(ended.first());
        done++;
      }
      return done;
    });
  }

  private int rescue(int attempts, Instant now) {
    int done = 0;
    while (done < SWEEP && !running.isEmpty() && !now.isBefore(running.first().leaseUntil)) {
      Entry entry = running.first();
      running.remove(entry);
      int burnt = entry.task().attempts() + 1;
      if (!entry.calledOff && burnt >= attempts) {
        String reason = "its worker went silent " + burnt + " times";
        end(entry, TaskState.FAILED, burnt, reason, null, now);
      } else {
        putBack(entry, burnt, now, "its worker went silent", now);
      }
      done++;
    }
    return done;
  }

  private void giveUp(Entry entry, Instant now) {
    if (entry.state() == TaskState.RUNNING) {
      running.remove(entry);
    } else {
      unshelve(entry, false);
    }
    end(entry, TaskState.FAILED, entry.task().attempts(), "its deadline passed", null, now);
  }

  private void forget(Entry entry) {
    ended.remove(entry);
    byNumber.remove(entry.number);
    tasks.remove(entry.task().id());
    Key key = Key.of(entry.task());
    if (key != null) {
      keys.remove(key, entry);
    }
  }

  /** Those whose time has come can be taken. */
  private void promote(Instant now) {
    while (!waiting.isEmpty() && !waiting.first().task().notBefore().isAfter(now)) {
      Entry entry = waiting.pollFirst();
      entry.ready();
      shelve(entry);
    }
  }

  private void shelve(Entry entry) {
    Task task = entry.task();
    if (task.state() == TaskState.WAITING) {
      waiting.add(entry);
      return;
    }
    entry.place =
        ready
            .computeIfAbsent(task.kind(), kind -> new FairOrder<>())
            .add(entry, task.priority(), task.caller(), task.createdAt());
  }

  private void unshelve(Entry entry, boolean served) {
    waiting.remove(entry);
    FairOrder<Entry> order = ready.get(entry.task().kind());
    if (order != null && entry.place != null) {
      order.remove(entry.place, served);
    }
    entry.place = null;
  }

  private <T> T locked(java.util.function.Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant deadline(Entry entry) {
    Instant deadline = entry.task().deadline();
    return deadline == null ? Instant.MAX : deadline;
  }

  private static Instant endedAt(Entry entry) {
    Instant endedAt = entry.task().endedAt();
    return endedAt == null ? Instant.MAX : endedAt;
  }

  private record Group(String kind, Priority priority) {}

  private static final class Count {
    private long queued;
    private long waiting;
    private long running;
    private @Nullable Instant oldest;

    void add(Task task) {
      switch (task.state()) {
        case QUEUED -> queued++;
        case WAITING -> waiting++;
        case RUNNING -> running++;
        case SUCCEEDED, FAILED, CANCELLED -> {}
      }
      boolean begun = task.state() == TaskState.RUNNING;
      if (!begun && (oldest == null || task.createdAt().isBefore(oldest))) {
        oldest = task.createdAt();
      }
    }

    QueueDepth depth(Group group) {
      return new QueueDepth(group.kind(), group.priority(), queued, waiting, running, oldest);
    }
  }

  private record Key(String kind, String caller, String key) {
    static @Nullable Key of(NewTask order) {
      String key = order.key();
      return key == null ? null : new Key(order.kind(), order.caller(), key);
    }

    static @Nullable Key of(Task task) {
      String key = task.key();
      return key == null ? null : new Key(task.kind(), task.caller(), key);
    }
  }
}
