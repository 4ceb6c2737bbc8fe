package dev.headgate.storage.memory.queue;

import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import org.jspecify.annotations.Nullable;

/** By what two tasks are one. */
record Key(String kind, String caller, String key) {
  static @Nullable Key of(NewTask order) {
    String key = order.key();
    return key == null ? null : new Key(order.kind(), order.caller(), key);
  }

  static @Nullable Key of(Task task) {
    String key = task.key();
    return key == null ? null : new Key(task.kind(), task.caller(), key);
  }
}
