package dev.headgate.runtime.task.job;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.job.FailureBackoff;
import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.job.JobSlots;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.runtime.change.RunTimeChanges;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.TaskSettings;
import dev.headgate.runtime.task.TaskAdmission;
import dev.headgate.runtime.task.TaskRules;
import dev.headgate.runtime.telemetry.JobMetrics;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.runtime.work.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Builds as tasks. */
public final class BuildJobModule extends AbstractModule {
  /** Several times in a lease, and soon after somebody called a task off. */
  private static final Duration RECONCILE = Duration.ofSeconds(3);

  private static final int COUNTED = 10_000;

  @Provides
  @Singleton
  static JobControl control(LiveConfiguration live, RunTimeChanges changes) {
    return new JobControl(live, changes);
  }

  @Provides
  @Singleton
  static JobSlots slots(JobStore store, JobControl control) {
    return new JobSlots(store.slots(), control::caps);
  }

  @Provides
  @Singleton
  static FailureBackoff backoff(JobStore store, LiveConfiguration live) {
    return new FailureBackoff(store.notes(), () -> live.now().jobs().failureBackoff());
  }

  /** A note outlives its task, whose end may be as far away as its deadline may be. */
  @Provides
  @Singleton
  static BuildProgress progress(JobStore store, Configuration configuration) {
    TaskSettings tasks = configuration.tasks();
    return new BuildProgress(store.notes(), tasks.history().plus(tasks.maxDelay()));
  }

  @Provides
  @Singleton
  static JobReconciler reconciler(
      JobLauncher launcher,
      JobSlots slots,
      TaskQueue queue,
      BuildProgress progress,
      InstantSource clock) {
    return new JobReconciler(launcher, slots, queue, progress, clock);
  }

  @ProvidesIntoSet
  @Singleton
  static TaskHandler handler(
      Configuration configuration,
      JobLauncher launcher,
      JobSlots slots,
      FailureBackoff backoff,
      BuildProgress progress,
      JobReconciler reconciler,
      InstantSource clock) {
    return new BuildJobHandler(
        configuration.jobs(), launcher, slots, backoff, progress, reconciler, clock);
  }

  @ProvidesIntoSet
  @Singleton
  static TaskRules rules(Configuration configuration) {
    return new BuildJobRules(configuration.jobs());
  }

  @ProvidesIntoSet
  @Singleton
  static TaskAdmission admission(
      Configuration configuration,
      JobControl control,
      JobSlots slots,
      FailureBackoff backoff,
      Metrics metrics) {
    return new BuildAdmission(configuration.jobs(), control, slots, backoff, metrics.jobs());
  }

  /** Only who does tasks knows of jobs; the others hear from the store. */
  @ProvidesIntoSet
  static Chores chores(
      JobReconciler reconciler,
      JobControl control,
      JobSlots slots,
      Worker worker,
      Metrics metrics,
      InstantSource clock) {
    metrics.jobs().source(() -> jobs(slots, control, clock));
    return housekeeping ->
        housekeeping.every(
            RECONCILE,
            () -> {
              if (worker.runs()) {
                reconciler.run();
              } else {
                reconciler.keepPlaces();
              }
            });
  }

  private static JobMetrics.Jobs jobs(JobSlots slots, JobControl control, InstantSource clock) {
    Map<String, Long> active = new HashMap<>();
    slots
        .holdings(COUNTED, clock.instant())
        .forEach(holding -> active.merge(holding.namespace(), 1L, Long::sum));
    long waiting = slots.line(COUNTED, clock.instant()).size();
    return new JobMetrics.Jobs(active, waiting, control.caps().total());
  }
}
