package dev.headgate.runtime.work;

import dev.headgate.core.work.TaskHandler;
import dev.headgate.runtime.plugin.Plugins;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The handlers of a worker, one for each kind. */
final class Handlers implements Iterable<TaskHandler> {
  private final Map<String, TaskHandler> byKind = new LinkedHashMap<>();

  /**
   * These.
   *
   * @throws IllegalArgumentException if two do one kind, one asks for what cannot be, or one task
   *     does not fit the memory
   */
  Handlers(Collection<? extends TaskHandler> handlers, WorkerSettings settings) {
    for (TaskHandler handler : handlers) {
      String kind = handler.kind();
      TaskHandler other = byKind.putIfAbsent(kind, handler);
      if (other != null) {
        throw new IllegalArgumentException(
            "handlers: %s and %s of kind %s (expected: one for each kind)"
                .formatted(Plugins.name(other), Plugins.name(handler), kind));
      }
      bounded(handler, "attempts", handler.attempts(), 1, TaskHandler.MOST_ATTEMPTS);
      bounded(handler, "concurrency", handler.concurrency(), 0, Integer.MAX_VALUE);
      if (settings.concurrency(handler) > 0) {
        bounded(handler, "memory", handler.memory(), 0, settings.memory());
      }
    }
  }

  private static void bounded(TaskHandler handler, String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s of %s: %d (expected: %d to %d)".formatted(name, handler.kind(), value, min, max));
    }
  }

  Set<String> kinds() {
    return Set.copyOf(byKind.keySet());
  }

  TaskHandler of(String kind) {
    TaskHandler handler = byKind.get(kind);
    if (handler == null) {
      throw new IllegalStateException(
          "kind: %s (expected: one of %s, as was asked for)".formatted(kind, byKind.keySet()));
    }
    return handler;
  }

  @Override
  public Iterator<TaskHandler> iterator() {
    return List.copyOf(byKind.values()).iterator();
  }
}
