package dev.headgate.runtime.task.job;

import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.job.JobName;
import dev.headgate.core.job.JobOrder;
import dev.headgate.core.job.JobState;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.job.Launch;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A cluster in memory whose jobs end when a test says so, and that fails as it is told. */
final class ScriptedLauncher implements JobLauncher {
  private final Map<JobName, JobStatus> jobs = new LinkedHashMap<>();
  private final List<JobName> created = new ArrayList<>();
  private int most;
  private boolean current = true;
  private boolean away;
  private boolean repliesLost;
  private @Nullable Launch answer;

  /** The jobs that were created, each time one was. */
  synchronized List<JobName> created() {
    return List.copyOf(created);
  }

  /** The most jobs that were under way at once. */
  synchronized int most() {
    return most;
  }

  synchronized void current(boolean now) {
    current = now;
  }

  synchronized void away(boolean now) {
    away = now;
  }

  /** What is asked for is done, but nobody hears of it. */
  synchronized void repliesLost(boolean now) {
    repliesLost = now;
  }

  /** Launches nothing and answers so; null to launch again. */
  synchronized void answer(@Nullable Launch instead) {
    answer = instead;
  }

  synchronized void end(JobName name, JobState state, @Nullable String reason, Instant at) {
    JobStatus job = jobs.get(name);
    if (job != null) {
      jobs.put(name, with(job, state, at, reason));
    }
  }

  /** The cluster forgets a job. */
  synchronized void remove(JobName name) {
    jobs.remove(name);
  }

  /** A job that nobody here launched. */
  synchronized void plant(JobStatus job) {
    jobs.put(job.name(), job);
  }

  private static JobStatus with(
      JobStatus job, JobState state, @Nullable Instant ended, @Nullable String reason) {
    return new JobStatus(
        job.name(),
        job.namespace(),
        job.task(),
        job.template(),
        job.key(),
        state,
        job.started(),
        ended,
        reason);
  }

  @Override
  public synchronized Launch launch(JobOrder order, Instant now) {
    reachable();
    if (answer != null) {
      return answer;
    }
    JobStatus job = jobs.get(order.name());
    if (job == null) {
      job =
          new JobStatus(
              order.name(),
              order.namespace(),
              order.task(),
              order.template(),
              order.key(),
              JobState.RUNNING,
              now,
              null,
              null);
      jobs.put(order.name(), job);
      created.add(order.name());
      most = Math.max(most, underWay());
    }
    if (repliesLost) {
      throw new OutcomeUnknown("kubernetes", "no answer", new IllegalStateException("cut off"));
    }
    return new Launch.Started(job);
  }

  private int underWay() {
    return (int) jobs.values().stream().filter(job -> !job.state().ended()).count();
  }

  @Override
  public synchronized Optional<JobStatus> status(String namespace, JobName name, Instant now) {
    reachable();
    return Optional.ofNullable(jobs.get(name));
  }

  @Override
  public synchronized boolean cancel(String namespace, JobName name, Instant now) {
    reachable();
    return jobs.remove(name) != null;
  }

  private void reachable() {
    if (away) {
      throw new StorageUnavailable("kubernetes", "away", new IllegalStateException("refused"));
    }
  }

  @Override
  public synchronized List<JobStatus> jobs() {
    return List.copyOf(jobs.values());
  }

  @Override
  public synchronized Map<String, Integer> active() {
    return jobs.values().stream()
        .filter(job -> !job.state().ended())
        .collect(Collectors.toMap(JobStatus::namespace, job -> 1, Integer::sum));
  }

  @Override
  public synchronized boolean current() {
    return current;
  }

  @Override
  public Runnable listen(Consumer<JobStatus> listener) {
    return () -> {};
  }
}
