package dev.headgate.runtime.task.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.Race;
import dev.headgate.core.job.FailureBackoff;
import dev.headgate.core.job.JobCaps;
import dev.headgate.core.job.JobName;
import dev.headgate.core.job.JobSlots;
import dev.headgate.core.job.JobState;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.job.Launch;
import dev.headgate.core.job.ModelNotes;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQuery;
import dev.headgate.core.queue.TaskState;
import dev.headgate.core.slot.ModelSlots;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskHandlerContract;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.runtime.configuration.JobSettings;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BuildJobHandlerTest implements TaskHandlerContract {
  private final ManualTime clock = ManualTime.atNoon();
  private final MemoryTaskQueue queue = new MemoryTaskQueue();
  private final ScriptedLauncher cluster = new ScriptedLauncher();
  private final ModelNotes notes = new ModelNotes();
  private final AtomicReference<JobCaps> caps = new AtomicReference<>(new JobCaps(10, Map.of()));
  private final JobSlots slots = new JobSlots(new ModelSlots(), caps::get);
  private final FailureBackoff backoff = new FailureBackoff(notes, () -> Duration.ofMinutes(5));
  private final BuildProgress progress = new BuildProgress(notes, Duration.ofDays(30));
  private final JobReconciler reconciler =
      new JobReconciler(cluster, slots, queue, progress, clock);
  private final BuildJobHandler handler =
      new BuildJobHandler(
          JobSettings.DEFAULTS, cluster, slots, backoff, progress, reconciler, clock);

  @Override
  public TaskHandler handler() {
    return handler;
  }

  private void enqueue(String id, String parser) {
    queue.enqueue(
        new NewTask(
            new TaskId(id),
            BuildJob.KIND,
            Priority.NORMAL,
            "key:ci",
            "{\"template\":\"build\",\"parameters\":{\"parser_id\":\"%s\"}}".formatted(parser),
            null,
            null,
            null,
            null,
            "request"),
        1000,
        clock.instant());
  }

  private Task task(String id) {
    return queue.find(new TaskId(id)).orElseThrow();
  }

  private static JobName job(String id) {
    return JobName.of(new TaskId(id));
  }

  private List<TaskLease> claim() {
    queue.sweep(5, Duration.ofDays(7), clock.instant());
    return queue.claim(
        "worker",
        Set.of(BuildJob.KIND),
        100,
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        clock.instant());
  }

  private TaskOutcome handle(TaskLease lease) {
    try {
      return handler.handle(
          new TaskRun(lease.task(), lease.fence(), clock.instant().plusSeconds(60), () -> false));
    } catch (InterruptedException stopped) {
      throw new IllegalStateException("interrupted", stopped);
    }
  }

  /** Does what a worker does with all that can be taken, once each. */
  private void work() {
    claim().forEach(lease -> tell(lease, handle(lease)));
  }

  private void tell(TaskLease lease, TaskOutcome outcome) {
    Instant now = clock.instant();
    switch (outcome) {
      case TaskOutcome.Done done -> queue.complete(lease, done.result(), now);
      case TaskOutcome.Wait wait -> queue.snooze(lease, wait.until(), wait.reason(), now);
      case TaskOutcome.Retry retry -> queue.retry(lease, now, retry.reason(), now);
      case TaskOutcome.Failed failed -> queue.bury(lease, failed.reason(), now);
    }
  }

  private void after(Duration time) {
    clock.advance(time);
    work();
  }

  @Test
  void aBuildRunsItsJobAndEndsWithIt() {
    enqueue("a", "parser-1");
    work();
    assertThat(task("a").state()).isEqualTo(TaskState.WAITING);
    assertThat(task("a").reason()).isEqualTo("job headgate-a in default is running");
    after(Duration.ofSeconds(10));
    assertThat(task("a").attempts()).isZero();
    assertThat(slots.holdings(9, clock.instant())).hasSize(1);

    cluster.end(job("a"), JobState.SUCCEEDED, null, clock.instant());
    after(Duration.ofSeconds(10));

    assertThat(task("a").state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(task("a").result())
        .contains("\"job\":\"headgate-a\"", "\"key\":\"parser-1\"", "\"namespace\":\"default\"");
    assertThat(slots.holdings(9, clock.instant())).isEmpty();
    assertThat(cluster.created()).containsExactly(job("a"));
  }

  @Test
  void aFailedJobIsAFailedTaskWithItsReasonAndHoldsItsLikeBack() {
    enqueue("a", "parser-1");
    work();
    cluster.end(job("a"), JobState.FAILED, "exit code 3", clock.instant());
    after(Duration.ofSeconds(1));
    assertThat(task("a").state()).isEqualTo(TaskState.FAILED);
    assertThat(task("a").reason()).isEqualTo("job headgate-a failed: exit code 3");

    enqueue("b", "parser-1");
    enqueue("c", "parser-2");
    after(Duration.ofMinutes(2));
    assertThat(task("b").reason()).startsWith("build failed recently, backoff period active: 1");
    assertThat(cluster.created()).containsExactly(job("a"), job("c"));
    after(Duration.ofMinutes(3));
    assertThat(cluster.created()).containsExactly(job("a"), job("c"), job("b"));
  }

  @Test
  void aSuccessEndsTheBackoff() {
    backoff.failed("build", "parser-1", clock.instant().minusSeconds(299), clock.instant());
    enqueue("a", "parser-1");
    work();
    after(Duration.ofSeconds(1));
    cluster.end(job("a"), JobState.SUCCEEDED, null, clock.instant());
    after(Duration.ofSeconds(1));
    assertThat(task("a").state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(backoff.until("build", "parser-1", clock.instant())).isEmpty();
  }

  @Test
  void whoIsBeyondTheCapWaitsInOrderAndIsToldWhy() {
    caps.set(new JobCaps(2, Map.of()));
    for (String id : List.of("a", "b", "c", "d")) {
      enqueue(id, "parser-" + id);
      clock.advance(Duration.ofMillis(1));
      work();
    }
    assertThat(cluster.created()).containsExactly(job("a"), job("b"));
    assertThat(task("d").reason())
        .isEqualTo("concurrent job limit reached: 2 in all; position 2 in line");
    cluster.end(job("b"), JobState.SUCCEEDED, null, clock.instant());
    for (int i = 0; i < 4; i++) {
      after(Duration.ofSeconds(2));
    }
    assertThat(cluster.created()).containsExactly(job("a"), job("b"), job("c"));
    assertThat(task("d").reason()).endsWith("position 1 in line");
    assertThat(cluster.most()).isEqualTo(2);
  }

  @Test
  void aLaunchWhoseAnswerIsLostIsNotRepeated() {
    enqueue("a", "parser-1");
    cluster.repliesLost(true);
    work();
    assertThat(task("a").reason()).isEqualTo("kubernetes cannot be asked now");
    assertThat(task("a").attempts()).isZero();
    after(Duration.ofSeconds(3));
    cluster.repliesLost(false);
    after(Duration.ofSeconds(3));
    assertThat(task("a").reason()).contains("running");
    assertThat(cluster.created()).containsExactly(job("a"));
  }

  @Test
  void aWorkerThatDiesAtAnyPointLeavesOneJob() {
    enqueue("a", "parser-1");
    TaskLease lost = claim().get(0);
    handle(lost);
    after(Duration.ofSeconds(31));
    assertThat(task("a").attempts()).isEqualTo(1);
    assertThat(task("a").reason()).contains("running");
    cluster.end(job("a"), JobState.FAILED, "exit code 1", clock.instant());
    clock.advance(Duration.ofSeconds(10));
    TaskLease dead = claim().get(0);
    assertThat(handle(dead)).isInstanceOf(TaskOutcome.Failed.class);
    after(Duration.ofSeconds(31));
    assertThat(task("a").state()).isEqualTo(TaskState.FAILED);
    assertThat(task("a").reason()).contains("exit code 1");
    assertThat(cluster.created()).containsExactly(job("a"));
  }

  @Test
  void aTaskThatIsTriedAgainRunsAnotherJob() {
    enqueue("a", "parser-1");
    work();
    cluster.end(job("a"), JobState.FAILED, "exit code 1", clock.instant());
    after(Duration.ofSeconds(1));
    assertThat(task("a").state()).isEqualTo(TaskState.FAILED);
    queue.replay(new TaskId("a"), clock.instant());
    after(Duration.ofSeconds(1));
    assertThat(task("a").reason()).startsWith("build failed recently, backoff period active");
    after(Duration.ofMinutes(5));
    assertThat(cluster.created()).containsExactly(job("a"), JobName.of(new TaskId("a"), 1));
    cluster.end(JobName.of(new TaskId("a"), 1), JobState.SUCCEEDED, null, clock.instant());
    after(Duration.ofSeconds(5));
    assertThat(task("a").state()).isEqualTo(TaskState.SUCCEEDED);
  }

  @Test
  void aTaskThatIsCalledOffTakesItsJobAlong() {
    enqueue("a", "parser-1");
    work();
    queue.cancel(new TaskId("a"), clock.instant());
    reconciler.run();
    reconciler.run();
    assertThat(cluster.jobs()).isEmpty();
    assertThat(slots.holdings(9, clock.instant())).isEmpty();

    queue.replay(new TaskId("a"), clock.instant());
    after(Duration.ofSeconds(1));
    assertThat(cluster.created()).containsExactly(job("a"), JobName.of(new TaskId("a"), 1));
  }

  @Test
  void aJobThatIsGoneIsNotRunAgain() {
    enqueue("a", "parser-1");
    work();
    cluster.remove(job("a"));
    after(Duration.ofSeconds(1));
    assertThat(task("a").state()).isEqualTo(TaskState.FAILED);
    assertThat(task("a").reason())
        .isEqualTo("job headgate-a is gone from default, and nobody saw how it ended");
    assertThat(cluster.created()).hasSize(1);
    assertThat(slots.holdings(9, clock.instant())).isEmpty();
  }

  @Test
  void whileTheClusterIsAwayNothingIsBegunAndNoAttemptIsBurnt() {
    cluster.current(false);
    enqueue("a", "parser-1");
    work();
    assertThat(task("a").reason()).isEqualTo("it is not known yet which jobs are under way");
    cluster.current(true);
    cluster.away(true);
    after(Duration.ofSeconds(3));
    assertThat(task("a").reason()).isEqualTo("kubernetes cannot be asked now");
    assertThat(task("a").attempts()).isZero();
    cluster.away(false);
    after(Duration.ofSeconds(3));
    assertThat(cluster.created()).hasSize(1);
  }

  @Test
  void whatIsRefusedForGoodFailsAndWhatMustWaitWaits() {
    cluster.answer(new Launch.Refused("may not create jobs in default"));
    enqueue("a", "parser-1");
    work();
    assertThat(task("a").state()).isEqualTo(TaskState.FAILED);
    cluster.answer(
        new Launch.Waiting("exceeded quota: pods", clock.instant().plus(Duration.ofSeconds(7))));
    enqueue("b", "parser-2");
    work();
    assertThat(task("b").reason()).isEqualTo("exceeded quota: pods");
    assertThat(task("b").attempts()).isZero();
    assertThat(slots.holdings(9, clock.instant())).isEmpty();
    cluster.answer(null);
    after(Duration.ofSeconds(7));
    assertThat(cluster.created()).containsExactly(job("b"));
  }

  @Test
  void jobsThatOutlivedAllLeasesCountBeforeAnotherIsBegun() {
    caps.set(new JobCaps(2, Map.of()));
    for (int i = 0; i < 2; i++) {
      TaskId forgotten = new TaskId("before-" + i);
      cluster.plant(
          new JobStatus(
              JobName.of(forgotten),
              "default",
              forgotten,
              "build",
              "parser",
              JobState.RUNNING,
              clock.instant(),
              null,
              null));
    }
    enqueue("a", "parser-1");
    work();
    assertThat(task("a").reason()).startsWith("concurrent job limit reached: 2 in all");
    cluster.end(JobName.of(new TaskId("before-0")), JobState.SUCCEEDED, null, clock.instant());
    after(JobSlots.LEASE);
    assertThat(cluster.created()).containsExactly(job("a"));
  }

  @Test
  void theReconcilerKeepsThePlaceOfATaskThatNobodyHasTakenUpYet() {
    caps.set(new JobCaps(1, Map.of()));
    enqueue("a", "parser-1");
    slots.take("default", new TaskId("a"), clock.instant());
    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofSeconds(25));
      reconciler.run();
    }
    assertThat(slots.holdings(9, clock.instant())).hasSize(1);
    work();
    assertThat(cluster.created()).containsExactly(job("a"));
  }

  @Test
  void manyHandsTogetherBeginNoMoreThanTheCapAllows() {
    caps.set(new JobCaps(3, Map.of()));
    for (int i = 0; i < 40; i++) {
      enqueue("task-" + i, "parser-" + i);
    }
    for (int round = 0; round < 60 && !finished(); round++) {
      List<TaskLease> leases = claim();
      Race.of(
          Math.max(1, leases.size()),
          runner -> {
            if (runner < leases.size()) {
              tell(leases.get(runner), handle(leases.get(runner)));
            }
            return runner;
          });
      for (JobStatus job : cluster.jobs()) {
        cluster.end(job.name(), JobState.SUCCEEDED, null, clock.instant());
      }
      clock.advance(Duration.ofSeconds(5));
    }
    assertThat(finished()).isTrue();
    assertThat(cluster.created()).hasSize(40).doesNotHaveDuplicates();
    assertThat(cluster.most()).isEqualTo(3);
  }

  private boolean finished() {
    return queue.list(new TaskQuery(null, TaskState.SUCCEEDED, null, null, null, 100)).size() == 40;
  }
}
