package dev.headgate.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.job.JobLauncherContract;
import dev.headgate.core.job.JobName;
import dev.headgate.core.job.JobOrder;
import dev.headgate.core.job.JobState;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.queue.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryJobLauncherTest implements JobLauncherContract {
  private final Map<JobName, CompletableFuture<String>> endings = new ConcurrentHashMap<>();
  private final MemoryJobLauncher launcher =
      new MemoryJobLauncher(
          Map.of(template(), this::untilTold), Duration.ofHours(1), InstantSource.system());

  private String untilTold(JobOrder order, Duration longest) throws InterruptedException {
    try {
      return ending(order.name()).get();
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private CompletableFuture<String> ending(JobName name) {
    return endings.computeIfAbsent(name, any -> new CompletableFuture<>());
  }

  @AfterEach
  void close() {
    launcher.close();
  }

  @Override
  public JobLauncher launcher() {
    return launcher;
  }

  @Override
  public String namespace() {
    return "default";
  }

  @Override
  public String template() {
    return "build";
  }

  /** Its jobs begin by themselves. */
  @Override
  public void begin(JobStatus job) {
    assertThat(job.namespace()).isEqualTo(namespace());
  }

  @Override
  public void end(JobStatus job, boolean well) {
    ending(job.name()).complete(well ? "" : "its command ended with status 7");
  }

  @Test
  void whatEndedIsForgottenAfterAWhile() {
    ManualTime time = ManualTime.atNoon();
    try (MemoryJobLauncher own =
        new MemoryJobLauncher(
            Map.of("build", (order, longest) -> ""), Duration.ofHours(1), time)) {
      JobOrder old = order("old", time.instant());
      own.launch(old, time.instant());
      JobLauncherContract.await(
          "it ended",
          () ->
              own.status("default", old.name(), time.instant())
                  .filter(job -> job.state() == JobState.SUCCEEDED)
                  .isPresent());
      time.advance(Duration.ofMinutes(59));
      own.launch(order("newer", time.instant()), time.instant());
      assertThat(own.status("default", old.name(), time.instant())).isPresent();
      time.advance(Duration.ofMinutes(1));
      own.launch(order("newest", time.instant()), time.instant());
      assertThat(own.status("default", old.name(), time.instant())).isEmpty();
    }
  }

  private static JobOrder order(String task, Instant now) {
    return new JobOrder(
        new TaskId(task), 0, "k", "default", "build", Map.of(), now.plus(Duration.ofHours(9)));
  }
}
