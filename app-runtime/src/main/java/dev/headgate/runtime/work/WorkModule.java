package dev.headgate.runtime.work;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.plugin.Plugins;
import dev.headgate.runtime.process.CannotStart;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.runtime.tracing.Tracing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * The worker, with the handlers that modules bind into the set of {@link TaskHandler} and those of
 * the plugins. It is put to work by the process that it belongs to.
 */
public final class WorkModule extends AbstractModule {
  /** How soon what a silent worker held is taken from it. */
  private static final Duration SWEEP = Duration.ofSeconds(1);

  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), TaskHandler.class);
  }

  @Provides
  @Singleton
  static Plugins plugins(Configuration configuration) {
    return Plugins.in(configuration.worker().plugins());
  }

  @Provides
  @Singleton
  static Worker worker(
      TaskQueue queue,
      Set<TaskHandler> bound,
      Plugins plugins,
      Configuration configuration,
      Metrics metrics,
      Tracing tracing,
      ProcessName process,
      InstantSource clock) {
    List<TaskHandler> handlers = new ArrayList<>(bound);
    handlers.addAll(plugins.handlers());
    WorkerSettings settings = settings(configuration, process);
    metrics
        .tasks()
        .hands(
            handlers.stream()
                .collect(
                    Collectors.toMap(
                        TaskHandler::kind, settings::concurrency, (one, other) -> one)));
    try {
      return new Worker(
          queue,
          handlers,
          settings,
          tracing.work(metrics.tasks()),
          clock,
          System::nanoTime,
          Thread.ofVirtual().name("task-", 0).factory(),
          () -> ThreadLocalRandom.current().nextDouble());
    } catch (IllegalArgumentException mistake) {
      throw new CannotStart("The worker cannot start: " + mistake.getMessage(), mistake);
    }
  }

  private static WorkerSettings settings(Configuration configuration, ProcessName process) {
    var worker = configuration.worker();
    WorkerSettings settings =
        WorkerSettings.named(process.text())
            .withConcurrency(worker.concurrency())
            .withLease(worker.lease());
    Long memory = worker.memory();
    return memory == null ? settings : settings.withMemory(memory);
  }

  /** Each process sweeps, at moments that differ by the chance with which chores begin. */
  @ProvidesIntoSet
  static Chores sweep(TaskQueue queue, Configuration configuration, InstantSource clock) {
    Sweep sweep = new Sweep(queue, configuration.tasks().history(), clock);
    return housekeeping -> housekeeping.every(SWEEP, sweep::run);
  }
}
