package dev.headgate.runtime.task.batch;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import java.time.InstantSource;

/** Batches of requests. */
public final class BatchModule extends AbstractModule {
  @ProvidesIntoSet
  @Singleton
  static TaskHandler handler(TaskQueue queue, InstantSource clock) {
    return new BatchHandler(queue, clock);
  }
}
