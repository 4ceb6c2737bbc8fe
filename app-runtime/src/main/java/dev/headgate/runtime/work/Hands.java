package dev.headgate.runtime.work;

import dev.headgate.core.work.TaskHandler;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How many tasks of each kind are under way, and how much memory they claim together. Thread-safe.
 *
 * <p>Memory is counted by what handlers say of themselves: a JVM bounds the heap of all threads
 * together and can neither measure nor bound that of one.
 */
final class Hands {
  private final WorkerSettings settings;
  private final Map<String, Integer> busy = new HashMap<>();
  private long claimed;
  private boolean wanting;

  Hands(WorkerSettings settings) {
    this.settings = settings;
  }

  /** How many more of this kind may be begun. */
  synchronized int free(TaskHandler handler) {
    int free = settings.concurrency(handler) - busy.getOrDefault(handler.kind(), 0);
    int able = (int) Math.max(0, Math.min(free, room(handler.memory())));
    // Nothing was left of something: whoever gives a hand back shall say so.
    wanting |= able == 0;
    return able;
  }

  /** How many more may be begun, whichever of these kinds they are. */
  synchronized int freeForAny(Collection<TaskHandler> handlers) {
    int least = Integer.MAX_VALUE;
    long largest = 0;
    for (TaskHandler handler : handlers) {
      least = Math.min(least, free(handler));
      largest = Math.max(largest, handler.memory());
    }
    return (int) Math.min(least, room(largest));
  }

  private long room(long memory) {
    return memory == 0 ? Integer.MAX_VALUE : (settings.memory() - claimed) / memory;
  }

  synchronized void take(TaskHandler handler) {
    busy.merge(handler.kind(), 1, Integer::sum);
    claimed += handler.memory();
  }

  /** One is free again; whether somebody wanted one. */
  synchronized boolean giveBack(TaskHandler handler) {
    busy.merge(handler.kind(), -1, Integer::sum);
    claimed -= handler.memory();
    boolean wanted = wanting;
    wanting = false;
    return wanted;
  }
}
