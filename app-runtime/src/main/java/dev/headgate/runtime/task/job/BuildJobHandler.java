package dev.headgate.runtime.task.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.job.FailureBackoff;
import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.job.JobOrder;
import dev.headgate.core.job.JobPlace;
import dev.headgate.core.job.JobSlots;
import dev.headgate.core.job.JobState;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.job.Launch;
import dev.headgate.core.queue.Task;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.runtime.configuration.JobSettings;
import dev.headgate.runtime.task.TaskJson;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs builds. Each run of a task looks at its job, does what is next and lets go of the task until
 * it is worth looking again: a job that runs for an hour keeps no hand busy and burns no attempt,
 * and any worker can go on with it.
 *
 * <p>A job is begun by whoever has a place among those under way, under a name that follows from
 * the task: whoever does it again finds it done. It is never begun a second time in one round; a
 * task that somebody tries again after its end begins the next.
 */
final class BuildJobHandler implements TaskHandler {
  private static final int HANDS = 16;
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofMillis(500);
  private static final Duration AWAY = Duration.ofSeconds(3);
  private static final Duration FARTHEST = Duration.ofSeconds(5);
  private static final Duration END_OF_LINE = Duration.ofSeconds(20);
  private static final Duration PER_PLACE = Duration.ofMillis(50);

  private final JobSettings settings;
  private final JobLauncher launcher;
  private final JobSlots slots;
  private final FailureBackoff backoff;
  private final BuildProgress progress;
  private final JobReconciler reconciler;
  private final InstantSource clock;

  BuildJobHandler(
      JobSettings settings,
      JobLauncher launcher,
      JobSlots slots,
      FailureBackoff backoff,
      BuildProgress progress,
      JobReconciler reconciler,
      InstantSource clock) {
    this.settings = settings;
    this.launcher = launcher;
    this.slots = slots;
    this.backoff = backoff;
    this.progress = progress;
    this.reconciler = reconciler;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return BuildJob.KIND;
  }

  @Override
  public int concurrency() {
    return HANDS;
  }

  @Override
  public Duration longest() {
    return LONGEST;
  }

  @Override
  public long memory() {
    return 1L << 20;
  }

  @Override
  public TaskOutcome handle(TaskRun run) throws InterruptedException {
    List<String> mistakes = new ArrayList<>();
    Optional<BuildJob> job =
        BuildJob.read(TaskJson.read(run.task().payload()), "payload.", settings, mistakes);
    if (job.isEmpty()) {
      return new TaskOutcome.Failed(String.join("; ", mistakes));
    }
    Instant now = clock.instant();
    try {
      BuildProgress.State state = progress.of(run.task(), now);
      JobOrder order = job.get().order(run.id(), state.round(), settings, now);
      return state.step() == BuildProgress.Step.BEGUN
          ? begin(run, order, now)
          : watch(run.task(), order, now);
    } catch (StorageFailure away) {
      return new TaskOutcome.Wait(now.plus(AWAY), away.store() + " cannot be asked now");
    } catch (IllegalArgumentException impossible) {
      return new TaskOutcome.Failed(String.valueOf(impossible.getMessage()));
    }
  }

  private TaskOutcome begin(TaskRun run, JobOrder order, Instant now) throws InterruptedException {
    Optional<Instant> until = backoff.until(order.template(), order.key(), now);
    if (until.isPresent()) {
      slots.leave(order.namespace(), order.task(), now);
      return new TaskOutcome.Wait(until.get(), BuildAdmission.waiting(until.get(), now));
    }
    if (!reconciler.reconciled()) {
      return new TaskOutcome.Wait(now.plus(AWAY), "it is not known yet which jobs are under way");
    }
    JobPlace place = slots.await(order.namespace(), order.task(), now);
    if (place instanceof JobPlace.Full full) {
      return new TaskOutcome.Wait(
          now.plus(pause(full.position())),
          "%s; position %d in line".formatted(full.reason(), full.position()));
    }
    if (run.stopped()) {
      throw new InterruptedException("the run is over");
    }
    return launch(run.task(), order, ((JobPlace.Held) place), now);
  }

  private TaskOutcome launch(Task task, JobOrder order, JobPlace.Held place, Instant now) {
    return switch (launcher.launch(order, now)) {
      case Launch.Started started -> {
        progress.launched(order.task(), order.round(), now);
        yield outcome(task, order, started.status(), now);
      }
      case Launch.Waiting waiting -> {
        slots.leave(place.lease());
        yield new TaskOutcome.Wait(waiting.again(), waiting.reason());
      }
      case Launch.Refused refused -> {
        slots.leave(place.lease());
        yield new TaskOutcome.Failed(refused.reason());
      }
    };
  }

  private TaskOutcome watch(Task task, JobOrder order, Instant now) {
    Optional<JobStatus> status = launcher.status(order.namespace(), order.name(), now);
    return status.isPresent() ? outcome(task, order, status.get(), now) : vanished(order, now);
  }

  private TaskOutcome outcome(Task task, JobOrder order, JobStatus status, Instant now) {
    return switch (status.state()) {
      case PENDING, RUNNING -> {
        slots.adopt(order.namespace(), order.task(), now);
        yield new TaskOutcome.Wait(next(task, status, now), waiting(status));
      }
      case SUCCEEDED -> {
        backoff.succeeded(order.template(), order.key());
        slots.leave(order.namespace(), order.task(), now);
        yield new TaskOutcome.Done(result(status).toString());
      }
      case FAILED -> {
        @Nullable Instant ended = status.ended();
        Instant at = ended == null || ended.isAfter(now) ? now : ended;
        backoff.failed(order.template(), order.key(), at, now);
        progress.ended(order.task(), order.round(), now);
        slots.leave(order.namespace(), order.task(), now);
        @Nullable String reason = status.reason();
        yield new TaskOutcome.Failed(
            "job %s failed: %s"
                .formatted(status.name(), reason == null ? "it says no more" : reason));
      }
      case GONE -> vanished(order, now);
    };
  }

  private TaskOutcome vanished(JobOrder order, Instant now) {
    progress.ended(order.task(), order.round(), now);
    slots.leave(order.namespace(), order.task(), now);
    return new TaskOutcome.Failed(
        "job %s is gone from %s, and nobody saw how it ended"
            .formatted(order.name(), order.namespace()));
  }

  private static String waiting(JobStatus status) {
    @Nullable String reason = status.reason();
    return "job %s in %s is %s%s"
        .formatted(
            status.name(),
            status.namespace(),
            status.state() == JobState.PENDING ? "pending" : "running",
            reason == null ? "" : ": " + reason);
  }

  /** Young jobs are looked at often, so that short ones end in time. */
  private static Instant next(Task task, JobStatus status, Instant now) {
    @Nullable Instant started = status.started();
    Instant since = started == null ? task.createdAt() : started;
    Duration quarter = Duration.between(since, now).dividedBy(4);
    Duration pause = quarter.compareTo(SOON) < 0 ? SOON : quarter;
    return now.plus(pause.compareTo(FARTHEST) < 0 ? pause : FARTHEST);
  }

  /** The first in line ask often; those far behind need not. */
  private static Duration pause(int position) {
    Duration pause = PER_PLACE.multipliedBy(position);
    if (pause.compareTo(SOON) < 0) {
      return SOON;
    }
    return pause.compareTo(END_OF_LINE) < 0 ? pause : END_OF_LINE;
  }

  private static ObjectNode result(JobStatus status) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("job", status.name().value());
    json.put("namespace", status.namespace());
    json.put("template", status.template());
    json.put("key", status.key());
    @Nullable Instant started = status.started();
    @Nullable Instant ended = status.ended();
    if (started != null) {
      json.put("started_at", started.toString());
    }
    if (ended != null) {
      json.put("ended_at", ended.toString());
    }
    return json;
  }
}
