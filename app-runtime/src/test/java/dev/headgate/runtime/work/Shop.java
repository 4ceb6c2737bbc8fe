package dev.headgate.runtime.work;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A queue, what is handed in, and workers that end with the test. */
final class Shop {
  private static final AtomicLong NUMBERS = new AtomicLong();

  final TaskQueue queue;
  private final List<Worker> workers = new ArrayList<>();

  Shop(TaskQueue queue) {
    this.queue = queue;
  }

  /** A quick worker's settings. */
  static WorkerSettings quick() {
    return WorkerSettings.named("worker")
        .withPoll(Duration.ofMillis(100))
        .withRetries(Duration.ofMillis(20), Duration.ofMillis(50));
  }

  Worker worker(WorkerSettings settings, TaskHandler... handlers) {
    return worker(settings, WorkTelemetry.SILENT, handlers);
  }

  Worker worker(WorkerSettings settings, WorkTelemetry telemetry, TaskHandler... handlers) {
    Worker worker =
        new Worker(
            queue,
            List.of(handlers),
            settings,
            telemetry,
            InstantSource.system(),
            System::nanoTime,
            Thread.ofVirtual().factory(),
            () -> 0.5);
    workers.add(worker);
    worker.start();
    return worker;
  }

  TaskId enqueue(String kind) {
    return enqueue(kind, "{}");
  }

  TaskId enqueue(String kind, String payload) {
    TaskId id = new TaskId("task-%08d".formatted(NUMBERS.incrementAndGet()));
    queue.enqueue(
        new NewTask(
            id, kind, Priority.NORMAL, "caller", payload, null, null, null, null, "request"),
        1_000_000,
        InstantSource.system().instant());
    return id;
  }

  Task task(TaskId id) {
    return queue.find(id).orElseThrow();
  }

  /** Stops every worker. */
  void close() {
    try {
      for (Worker worker : workers) {
        worker.stop(Duration.ofSeconds(30));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
