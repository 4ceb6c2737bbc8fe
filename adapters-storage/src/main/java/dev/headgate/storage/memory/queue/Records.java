package dev.headgate.storage.memory.queue;

import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQuery;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All tasks that are known, those that ended too, and how many bytes they take. Where there is no
 * room those that ended first are forgotten first. Not thread-safe.
 */
final class Records {
  private static final Comparator<Entry> BY_END =
      Comparator.<Entry, Instant>comparing(Records::endedAt).thenComparing(Entry.BY_NUMBER);

  private final long maxBytes;
  private final Map<TaskId, Entry> tasks = new HashMap<>();
  private final Map<Key, Entry> keys = new HashMap<>();
  private final NavigableMap<Long, Entry> byNumber = new TreeMap<>();
  private final TreeSet<Entry> ended = new TreeSet<>(BY_END);
  private long numbers;
  private long bytes;
  private long endedBytes;

  Records(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Nullable Entry find(TaskId id) {
    return tasks.get(id);
  }

  /** The task of that id or key. */
  @Nullable Entry find(NewTask order) {
    Entry known = tasks.get(order.id());
    Key key = Key.of(order);
    return known == null && key != null ? keys.get(key) : known;
  }

  /** Whether there is room for that many bytes more, once history is forgotten. */
  boolean hasRoom(long more) {
    return bytes - endedBytes + more <= maxBytes;
  }

  Entry add(NewTask order, Instant now) {
    Entry entry = new Entry(numbers++, Task.accepted(order, now));
    tasks.put(order.id(), entry);
    byNumber.put(entry.number, entry);
    Key key = Key.of(order);
    if (key != null) {
      keys.put(key, entry);
    }
    bytes += entry.bytes();
    makeRoom();
    return entry;
  }

  /** It ended, and may have a result now. */
  void ended(Entry entry) {
    long before = Entry.bytes(entry.task().payload());
    bytes += entry.bytes() - before;
    endedBytes += entry.bytes();
    ended.add(entry);
    makeRoom();
  }

  /** It is to begin anew, so it is no history any more; called before it loses its result. */
  void reopen(Entry entry) {
    ended.remove(entry);
    endedBytes -= entry.bytes();
    bytes += Entry.bytes(entry.task().payload()) - entry.bytes();
  }

  /** The one that ended first, if it did so before then. */
  @Nullable Entry endedBefore(Instant then) {
    return !ended.isEmpty() && endedAt(ended.first()).isBefore(then) ? ended.first() : null;
  }

  void forget(Entry entry) {
    ended.remove(entry);
    endedBytes -= entry.bytes();
    bytes -= entry.bytes();
    byNumber.remove(entry.number);
    tasks.remove(entry.task().id());
    Key key = Key.of(entry.task());
    if (key != null) {
      keys.remove(key, entry);
    }
  }

  List<Task> list(TaskQuery query) {
    return latest(query.before()).values().stream()
        .map(Entry::task)
        .filter(asked(query))
        .limit(query.most())
        .map(Task::summary)
        .toList();
  }

  private NavigableMap<Long, Entry> latest(@Nullable TaskId before) {
    if (before == null) {
      return byNumber.descendingMap();
    }
    Entry from = tasks.get(before);
    return byNumber.headMap(from == null ? 0L : from.number, false).descendingMap();
  }

  private static Predicate<Task> asked(TaskQuery query) {
    return task ->
        (query.kind() == null || query.kind().equals(task.kind()))
            && (query.state() == null || query.state() == task.state())
            && (query.caller() == null || query.caller().equals(task.caller()))
            && (query.group() == null || query.group().equals(task.group()));
  }

  private void makeRoom() {
    while (bytes > maxBytes && ended.size() > 1) {
      forget(ended.first());
    }
  }

  private static Instant endedAt(Entry entry) {
    Instant endedAt = entry.task().endedAt();
    return endedAt == null ? Instant.MAX : endedAt;
  }
}
