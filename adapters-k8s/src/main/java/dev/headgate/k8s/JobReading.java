package dev.headgate.k8s;

import dev.headgate.core.job.JobName;
import dev.headgate.core.job.JobState;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.queue.TaskId;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads how a job stands from what the cluster says of it. */
final class JobReading {
  private JobReading() {}

  /**
   * How a Job of the cluster stands.
   *
   * @param refusal why its pods are refused, as far as an event said so
   * @param noticed when this is read
   * @return empty where it bears no mark of Headgate that can be read
   */
  static Optional<JobStatus> read(Job job, @Nullable String refusal, Instant noticed) {
    Map<String, String> marks = job.getMetadata().getAnnotations();
    String task = marks == null ? null : marks.get(JobLabels.TASK);
    if (task == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(status(job, new TaskId(task), marks, refusal, noticed));
    } catch (IllegalArgumentException foreign) {
      // Somebody else uses our annotation for something that is no task.
      return Optional.empty();
    }
  }

  /** Whether the cluster has yet to make its pods: only then does it matter that it refused to. */
  static boolean waitsForPods(Job job) {
    Integer active = job.getStatus() == null ? null : job.getStatus().getActive();
    return active == null || active == 0;
  }

  private static JobStatus status(
      Job job, TaskId task, Map<String, String> marks, @Nullable String refusal, Instant noticed) {
    JobState state = state(job);
    Optional<JobCondition> failed = condition(job, "Failed");
    String reason =
        switch (state) {
          case FAILED -> failed.map(JobReading::reason).orElse("failed");
          case PENDING -> refusal;
          case RUNNING, SUCCEEDED, GONE -> null;
        };
    return new JobStatus(
        new JobName(job.getMetadata().getName()),
        job.getMetadata().getNamespace(),
        task,
        marks.getOrDefault(JobLabels.TEMPLATE, ""),
        marks.getOrDefault(JobLabels.KEY, ""),
        state,
        job.getStatus() == null || state == JobState.PENDING
            ? null
            : instant(job.getStatus().getStartTime()),
        state.ended() ? ended(job, failed, noticed) : null,
        reason);
  }

  private static JobState state(Job job) {
    if (condition(job, "Complete").isPresent()) {
      return JobState.SUCCEEDED;
    }
    if (condition(job, "Failed").isPresent()) {
      return JobState.FAILED;
    }
    return runs(job) ? JobState.RUNNING : JobState.PENDING;
  }

  /** Clusters before 1.24 don't tell ready pods from others. */
  private static boolean runs(Job job) {
    if (job.getStatus() == null || job.getStatus().getActive() == null) {
      return false;
    }
    Integer ready = job.getStatus().getReady();
    return job.getStatus().getActive() > 0 && (ready == null || ready > 0);
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    if (job.getStatus() == null || job.getStatus().getConditions() == null) {
      return Optional.empty();
    }
    return job.getStatus().getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .filter(condition -> "True".equals(condition.getStatus()))
        .findFirst();
  }

  private static String reason(JobCondition failed) {
    String word = failed.getReason() == null ? "failed" : failed.getReason();
    return failed.getMessage() == null ? word : word + ": " + failed.getMessage();
  }

  private static Instant ended(Job job, Optional<JobCondition> failed, Instant noticed) {
    Instant completed = instant(job.getStatus().getCompletionTime());
    Instant changed = failed.map(f -> instant(f.getLastTransitionTime())).orElse(null);
    return completed != null ? completed : changed != null ? changed : noticed;
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException malformed) {
      // A time that nobody can read is as good as none.
      return null;
    }
  }
}
