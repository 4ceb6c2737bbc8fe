package dev.headgate.storage.memory.queue;

import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.queue.Renewal;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQuery;
import dev.headgate.core.queue.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What becomes of each task, step by step. Not thread-safe. */
final class TaskBook {
  private static final Duration COME_AGAIN = Duration.ofSeconds(5);
  private static final int SWEEP = 1000;

  private final Records records;
  private final Lines lines = new Lines();
  private final TreeSet<Entry> running =
      new TreeSet<>(
          Comparator.<Entry, Instant>comparing(entry -> entry.leaseUntil)
              .thenComparing(Entry.BY_NUMBER));
  private final TreeSet<Entry> dated =
      new TreeSet<>(
          Comparator.<Entry, Instant>comparing(TaskBook::deadline).thenComparing(Entry.BY_NUMBER));

  TaskBook(long maxBytes) {
    this.records = new Records(maxBytes);
  }

  /** Those whose time has come can be taken. */
  void promote(Instant now) {
    lines.promote(now);
  }

  List<Enqueued> accept(List<NewTask> orders, long most, Instant now) {
    Optional<Enqueued.Full> full = full(orders, most);
    return orders.stream().map(order -> accept(order, full, now)).toList();
  }

  /** The refusal, if there is not room for those among them that are new. */
  private Optional<Enqueued.Full> full(List<NewTask> orders, long most) {
    Set<Object> fresh = new HashSet<>();
    long bytes = 0;
    for (NewTask order : orders) {
      Key key = Key.of(order);
      if (records.find(order) == null && fresh.add(key == null ? order.id() : key)) {
        bytes += Entry.bytes(order.payload());
      }
    }
    if (fresh.isEmpty()) {
      return Optional.empty();
    }
    long depth = lines.notBegun(orders.get(0).kind());
    return depth + fresh.size() > most || !records.hasRoom(bytes)
        ? Optional.of(new Enqueued.Full(depth, COME_AGAIN))
        : Optional.empty();
  }

  private Enqueued accept(NewTask order, Optional<Enqueued.Full> full, Instant now) {
    Entry known = records.find(order);
    if (known != null) {
      return new Enqueued.Existing(known.task());
    }
    if (full.isPresent()) {
      return full.get();
    }
    Entry entry = records.add(order, now);
    if (order.deadline() != null) {
      dated.add(entry);
    }
    lines.add(entry);
    return new Enqueued.Accepted(entry.task());
  }

  List<TaskLease> take(
      Collection<String> kinds, int most, Duration lease, Duration longest, Instant now) {
    List<TaskLease> leases = new ArrayList<>();
    while (leases.size() < most) {
      Optional<Entry> first = lines.first(kinds, now);
      if (first.isEmpty()) {
        break;
      }
      leases.add(take(first.get(), lease, longest, now));
    }
    return leases;
  }

  private TaskLease take(Entry entry, Duration lease, Duration longest, Instant now) {
    lines.begin(entry);
    Instant latest = earlier(now.plus(longest), deadline(entry));
    Instant until = earlier(now.plus(lease), latest);
    entry.lease(until);
    running.add(entry);
    return new TaskLease(entry.task(), entry.task().fence(), until, latest);
  }

  Renewal renew(TaskLease lease, Duration length, Instant now) {
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
  }

  /**
   * Settles a lease if it is the living one; says the same again to the same word.
   *
   * @return the task's state then; empty where it was not settled
   */
  Optional<TaskState> settle(String verb, TaskLease lease, Instant now, Consumer<Entry> how) {
    String word = verb + ":" + lease.fence();
    Entry known = records.find(lease.task().id());
    if (known != null && word.equals(known.settled)) {
      return Optional.of(known.state());
    }
    Entry entry = held(lease, now);
    if (entry == null) {
      return Optional.empty();
    }
    stop(entry);
    entry.settled = word;
    how.accept(entry);
    return Optional.of(entry.state());
  }

  /** The task, if this lease of it is the living one. */
  private @Nullable Entry held(TaskLease lease, Instant now) {
    Entry entry = records.find(lease.task().id());
    boolean living =
        entry != null
            && entry.state() == TaskState.RUNNING
            && entry.task().fence() == lease.fence()
            && now.isBefore(entry.leaseUntil);
    return living ? entry : null;
  }

  private void stop(Entry entry) {
    running.remove(entry);
    lines.stop(entry);
  }

  void putBack(Entry entry, int attempts, Instant notBefore, @Nullable String reason, Instant now) {
    if (entry.calledOff) {
      end(entry, TaskState.CANCELLED, attempts, "called off", null, now);
      return;
    }
    entry.putBack(attempts, notBefore, reason, now);
    lines.add(entry);
  }

  void end(
      Entry entry,
      TaskState state,
      int attempts,
      @Nullable String reason,
      @Nullable String result,
      Instant now) {
    dated.remove(entry);
    entry.end(state, attempts, reason, result, now);
    records.ended(entry);
  }

  Optional<Task> cancel(TaskId id, Instant now) {
    Entry entry = records.find(id);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.state() == TaskState.RUNNING) {
      entry.calledOff = true;
    } else if (!entry.state().ended()) {
      lines.remove(entry);
      end(entry, TaskState.CANCELLED, entry.task().attempts(), "called off", null, now);
    }
    return Optional.of(entry.task());
  }

  Optional<Task> replay(TaskId id, Instant now) {
    Entry entry = records.find(id);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.state() == TaskState.FAILED || entry.state() == TaskState.CANCELLED) {
      records.reopen(entry);
      entry.replay(now);
      lines.add(entry);
      if (entry.task().deadline() != null) {
        dated.add(entry);
      }
    }
    return Optional.of(entry.task());
  }

  Optional<Task> find(TaskId id) {
    return Optional.ofNullable(records.find(id)).map(Entry::task);
  }

  List<Task> list(TaskQuery query) {
    return records.list(query);
  }

  Optional<Long> ahead(TaskId id, long farthest) {
    Entry entry = records.find(id);
    return entry == null ? Optional.empty() : lines.ahead(entry, farthest);
  }

  List<QueueDepth> depths() {
    return lines.depths();
  }

  int sweep(int attempts, Instant oldest, Instant now) {
    int done = rescue(attempts, now);
    while (done < SWEEP && !dated.isEmpty() && dated.first().overdue(now)) {
      giveUp(dated.first(), now);
      done++;
    }
    Entry first = records.endedBefore(oldest);
    while (done < SWEEP && first != null) {
      records.forget(first);
      done++;
      first = records.endedBefore(oldest);
    }
    return done;
  }

  private int rescue(int attempts, Instant now) {
    int done = 0;
    while (done < SWEEP && !running.isEmpty() && !now.isBefore(running.first().leaseUntil)) {
      Entry entry = running.first();
      stop(entry);
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
      stop(entry);
    } else {
      lines.remove(entry);
    }
    end(entry, TaskState.FAILED, entry.task().attempts(), "its deadline passed", null, now);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant deadline(Entry entry) {
    Instant deadline = entry.task().deadline();
    return deadline == null ? Instant.MAX : deadline;
  }
}
