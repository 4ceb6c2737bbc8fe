package dev.headgate.runtime.task.job;

import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.job.JobSlots;
import dev.headgate.core.job.JobSlots.Holding;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the places among the jobs under way true to the jobs that there are. Each that runs holds a
 * place, whoever forgot it; each task that is open keeps the place it has; what a task that has
 * ended left behind is called off and its place given back. A place whose task nobody knows is left
 * to its lease.
 *
 * <p><b>Bound.</b> A job is begun only by who has a place, and holds it for {@link JobSlots#LEASE}
 * at least. So whoever has seen all jobs, and given each a place, less than a lease ago knows that
 * every job under way is counted: {@link #reconciled} is what must be so before another is begun.
 *
 * <p>Thread-safe; one round trip for each place and each job under way.
 */
final class JobReconciler {
  private static final Logger LOG = LoggerFactory.getLogger("dev.headgate.jobs");

  /** Half a lease: what others hear of jobs may be late by the other half. */
  private static final Duration FRESH = JobSlots.LEASE.dividedBy(2);

  /** Leases are renewed when a good part of them has passed. */
  private static final Duration LEFT = JobSlots.LEASE.multipliedBy(2).dividedBy(3);

  private static final int MOST = 10_000;

  private final JobLauncher launcher;
  private final JobSlots slots;
  private final TaskQueue queue;
  private final BuildProgress progress;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Instant seen = Instant.MIN;

  JobReconciler(
      JobLauncher launcher,
      JobSlots slots,
      TaskQueue queue,
      BuildProgress progress,
      InstantSource clock) {
    this.launcher = launcher;
    this.slots = slots;
    this.queue = queue;
    this.progress = progress;
    this.clock = clock;
  }

  /** Sees to it that every job under way is counted; false where it is not known which are. */
  boolean reconciled() {
    Instant now = clock.instant();
    if (!seen.isBefore(now.minus(FRESH)) && !seen.isAfter(now)) {
      return true;
    }
    run();
    return !seen.isBefore(now.minus(FRESH));
  }

  /** Looks at everything once. */
  void run() {
    lock.lock();
    try {
      Instant now = clock.instant();
      boolean current = launcher.current();
      Set<TaskId> running = new HashSet<>();
      for (JobStatus job : launcher.jobs()) {
        if (!job.state().ended()) {
          running.add(job.task());
          count(job, now);
        }
      }
      for (Holding holding : slots.holdings(MOST, now)) {
        if (!running.contains(holding.task())) {
          look(holding, now);
        }
      }
      if (current) {
        seen = now;
      }
    } finally {
      lock.unlock();
    }
  }

  private void count(JobStatus job, Instant now) {
    slots.adopt(job.namespace(), job.task(), now);
    Optional<Task> task = queue.find(job.task());
    if (task.isPresent() && task.get().state().ended()) {
      LOG.info(
          "job {} in {} is called off: task {} is {}",
          job.name(),
          job.namespace(),
          job.task(),
          task.get().state().label());
      launcher.cancel(job.namespace(), job.name(), now);
      progress.calledOff(job.task(), job.name(), now);
    }
  }

  private void look(Holding holding, Instant now) {
    Optional<Task> task = queue.find(holding.task());
    if (task.isEmpty()) {
      return;
    }
    if (task.get().state().ended()) {
      slots.leave(holding.lease());
    } else if (Duration.between(now, holding.lease().until()).compareTo(LEFT) < 0) {
      slots.keep(holding.lease(), now);
    }
  }
}
