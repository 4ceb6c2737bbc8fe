package dev.headgate.runtime.task.job;

import dev.headgate.core.job.FailureBackoff;
import dev.headgate.core.job.JobPlace;
import dev.headgate.core.job.JobSlots;
import dev.headgate.core.queue.NewTask;
import dev.headgate.runtime.configuration.JobSettings;
import dev.headgate.runtime.configuration.JobSettings.AtCapacity;
import dev.headgate.runtime.task.TaskAdmission;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.TaskRefusal;
import dev.headgate.runtime.telemetry.JobMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes builds in: none whose like has failed lately, and where there is no queueing none for which
 * there is no room. The place that one gets here is kept until its job has ended.
 */
final class BuildAdmission implements TaskAdmission {
  private static final Logger LOG = LoggerFactory.getLogger("dev.headgate.jobs");

  /** Nobody knows when a job ends: soon enough to be in time, late enough to be no load. */
  private static final Duration COME_AGAIN = Duration.ofSeconds(10);

  private final JobSettings settings;
  private final JobControl control;
  private final JobSlots slots;
  private final FailureBackoff backoff;
  private final JobMetrics metrics;

  BuildAdmission(
      JobSettings settings,
      JobControl control,
      JobSlots slots,
      FailureBackoff backoff,
      JobMetrics metrics) {
    this.settings = settings;
    this.control = control;
    this.slots = slots;
    this.backoff = backoff;
    this.metrics = metrics;
  }

  @Override
  public String kind() {
    return BuildJob.KIND;
  }

  @Override
  public Optional<TaskRefusal> admit(NewTask order, Instant now) {
    Optional<BuildJob> read = job(order);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    BuildJob job = read.get();
    Optional<Instant> until = backoff.until(job.template().name(), job.key(), now);
    if (until.isPresent()) {
      metrics.rejected(JobMetrics.Rejection.FAILURE_BACKOFF);
      return refused(
          job,
          new TaskRefusal(
              "failure-backoff", waiting(until.get(), now), Duration.between(now, until.get())));
    }
    if (control.limits().atCapacity() == AtCapacity.QUEUE) {
      return Optional.empty();
    }
    String namespace = settings.namespaceOf(job.template());
    if (slots.take(namespace, order.id(), now) instanceof JobPlace.Full full) {
      metrics.rejected(JobMetrics.Rejection.CAPACITY);
      return refused(job, new TaskRefusal("concurrent-job-limit", full.reason(), COME_AGAIN));
    }
    return Optional.empty();
  }

  @Override
  public void withdrawn(NewTask order, Instant now) {
    if (control.limits().atCapacity() == AtCapacity.REJECT) {
      job(order)
          .ifPresent(job -> slots.leave(settings.namespaceOf(job.template()), order.id(), now));
    }
  }

  /** What somebody reads whose build failed lately. */
  static String waiting(Instant until, Instant now) {
    long left = Math.max(1, Duration.between(now, until).plusNanos(999_999_999).toSeconds());
    return "build failed recently, backoff period active: %d s left".formatted(left);
  }

  private static Optional<TaskRefusal> refused(BuildJob job, TaskRefusal refusal) {
    LOG.info("build of {} refused: {}", job.template().name(), refusal.reason());
    return Optional.of(refusal);
  }

  private Optional<BuildJob> job(NewTask order) {
    return BuildJob.read(TaskJson.read(order.payload()), "payload.", settings, new ArrayList<>());
  }
}
