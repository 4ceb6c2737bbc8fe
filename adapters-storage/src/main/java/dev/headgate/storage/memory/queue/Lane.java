package dev.headgate.storage.memory.queue;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.QueueDepth;
import java.time.Instant;
import java.util.Comparator;
import java.util.TreeSet;

/** Those of one kind and class that have not ended. Not thread-safe. */
final class Lane {
  private static final Comparator<Entry> BY_AGE =
      Comparator.<Entry, Instant>comparing(entry -> entry.task().createdAt())
          .thenComparing(Entry.BY_NUMBER);
  private static final Comparator<Entry> BY_DUE =
      Comparator.<Entry, Instant>comparing(entry -> entry.task().notBefore())
          .thenComparing(Entry.BY_NUMBER);

  /** Those that cannot be taken yet. */
  final TreeSet<Entry> waiting = new TreeSet<>(BY_DUE);

  /** Those that do not run, whether they wait or not. */
  final TreeSet<Entry> notBegun = new TreeSet<>(BY_AGE);

  int running;

  boolean isEmpty() {
    return notBegun.isEmpty() && running == 0;
  }

  QueueDepth depth(String kind, Priority priority) {
    return new QueueDepth(
        kind,
        priority,
        notBegun.size() - waiting.size(),
        waiting.size(),
        running,
        notBegun.isEmpty() ? null : notBegun.first().task().createdAt());
  }
}
