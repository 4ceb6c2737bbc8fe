package dev.headgate.server.task;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.work.WorkTelemetry;
import dev.headgate.runtime.work.Worker;
import dev.headgate.runtime.work.WorkerSettings;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** A queue in this process, and a worker that does its tasks. */
public final class QueueModule extends AbstractModule {
  @Provides
  @Singleton
  static TaskQueue queue() {
    return new MemoryTaskQueue();
  }

  @Provides
  @Singleton
  static Worker worker(
      TaskQueue queue, Set<TaskHandler> handlers, ProcessName process, InstantSource clock) {
    return new Worker(
        queue,
        handlers,
        WorkerSettings.named(process.text()),
        WorkTelemetry.SILENT,
        clock,
        Thread.ofVirtual().name("task-", 0).factory(),
        () -> ThreadLocalRandom.current().nextDouble());
  }
}
