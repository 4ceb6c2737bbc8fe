package dev.headgate.runtime.work;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.storage.StorageUnavailable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A queue whose calls are counted, and whose store can be away or silent. */
final class WatchedQueue {
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final TaskQueue queue;

  WatchedQueue(TaskQueue behind) {
    queue =
        (TaskQueue)
            Proxy.newProxyInstance(
                TaskQueue.class.getClassLoader(),
                new Class<?>[] {TaskQueue.class},
                (proxy, method, arguments) -> {
                  calls.add(method.getName());
                  if (method.getName().equals("listen") && failing.contains("hints")) {
                    return (Runnable) () -> {};
                  }
                  if (failing.contains(method.getName())) {
                    throw new StorageUnavailable("store", "away", new java.io.IOException("away"));
                  }
                  try {
                    return method.invoke(behind, arguments);
                  } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                  }
                });
  }

  TaskQueue queue() {
    return queue;
  }

  /** These calls fail from now on; {@code hints}: no hint comes. */
  void away(String... methods) {
    failing.addAll(List.of(methods));
  }

  void back() {
    failing.clear();
  }

  long count(String method) {
    return calls.stream().filter(method::equals).count();
  }
}
