package dev.headgate.runtime.health;

import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.runtime.work.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** How the queue of tasks is doing, and this process's worker. */
final class WorkHealth {
  private final TaskQueue queue;
  private final Worker worker;
  private final InstantSource clock;

  WorkHealth(TaskQueue queue, Worker worker, InstantSource clock) {
    this.queue = queue;
    this.worker = worker;
    this.clock = clock;
  }

  Map<String, Map<String, Object>> components() {
    Map<String, Map<String, Object>> components = new LinkedHashMap<>();
    components.put("queue", queue());
    components.put("worker", worker());
    return components;
  }

  private Map<String, Object> queue() {
    Map<String, Object> component = new LinkedHashMap<>();
    try {
      Instant now = clock.instant();
      List<QueueDepth> depths = queue.depths(now);
      component.put("status", "healthy");
      component.put("queued", depths.stream().mapToLong(QueueDepth::queued).sum());
      component.put("waiting", depths.stream().mapToLong(QueueDepth::waiting).sum());
      component.put("running", depths.stream().mapToLong(QueueDepth::running).sum());
      component.put("oldest_seconds", oldest(depths, now));
    } catch (StorageFailure away) {
      component.put("status", "unhealthy");
      component.put("failure", String.valueOf(away.getMessage()));
    }
    return component;
  }

  private static long oldest(List<QueueDepth> depths, Instant now) {
    long oldest = 0;
    for (QueueDepth depth : depths) {
      Instant since = depth.oldest();
      if (since != null) {
        oldest = Math.max(oldest, Duration.between(since, now).toSeconds());
      }
    }
    return oldest;
  }

  /** A server that leaves the tasks to others has a worker that does not run. */
  private Map<String, Object> worker() {
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("status", "healthy");
    component.put("runs", worker.runs());
    component.put("busy", worker.busy());
    component.put("kinds", new TreeSet<>(worker.kinds()));
    return component;
  }
}
