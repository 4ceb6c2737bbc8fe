package dev.headgate.runtime.task;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.runtime.blob.BlobModule;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.task.artifact.ArtifactModule;
import dev.headgate.runtime.task.batch.BatchModule;
import dev.headgate.runtime.task.callback.CallbackModule;
import dev.headgate.runtime.task.report.JUnitReportModule;
import dev.headgate.runtime.task.request.GitHubRequestModule;
import java.time.Duration;
import java.time.InstantSource;

/** The kinds of tasks that come with Headgate, for servers and workers alike. */
public final class TaskKindsModule extends AbstractModule {
  private static final Duration SWEEP = Duration.ofSeconds(1);

  /** How often a task's worker may fall silent before it is given up. */
  private static final int ATTEMPTS = 5;

  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), TaskRules.class);
    install(new BlobModule());
    install(new GitHubRequestModule());
    install(new ArtifactModule());
    install(new JUnitReportModule());
    install(new BatchModule());
    install(new CallbackModule());
  }

  @ProvidesIntoSet
  static Chores chores(TaskQueue queue, Configuration configuration, InstantSource clock) {
    Duration history = configuration.tasks().history();
    return housekeeping ->
        housekeeping.every(SWEEP, () -> queue.sweep(ATTEMPTS, history, clock.instant()));
  }
}
