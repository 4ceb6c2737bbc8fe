package dev.headgate.runtime.work;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.runtime.process.ProcessName;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The worker, with the handlers that modules bind into the set of {@link TaskHandler}. It is put to
 * work by the process that it belongs to.
 */
public final class WorkModule extends AbstractModule {
  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), TaskHandler.class);
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
        System::nanoTime,
        Thread.ofVirtual().name("task-", 0).factory(),
        () -> ThreadLocalRandom.current().nextDouble());
  }
}
