package dev.headgate.runtime.task.job;

import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.job.JobName;
import dev.headgate.core.job.JobSlots;
import dev.headgate.core.job.JobSlots.Holding;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.slot.SlotLease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
 * <p>Thread-safe. Costs two round trips, one for each lease of which a third has passed, and one
 * for each task that holds a place, of at most {@value #TURN} tasks at a time.
 */
final class JobReconciler {
  private static final Logger LOG = LoggerFactory.getLogger("dev.headgate.jobs");

  /** Half a lease: what others hear of jobs may be late by the other half. */
  private static final Duration FRESH = JobSlots.LEASE.dividedBy(2);

  /** Leases are renewed when a good part of them has passed. */
  private static final Duration LEFT = JobSlots.LEASE.multipliedBy(2).dividedBy(3);

  private static final int MOST = 10_000;

  /** How many tasks are asked after in one go; the next ones have their turn in the next. */
  private static final int TURN = 200;

  private final JobLauncher launcher;
  private final JobSlots slots;
  private final TaskQueue queue;
  private final BuildProgress progress;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Instant seen = Instant.MIN;
  private int turn;

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
    if (fresh()) {
      return true;
    }
    lock.lock();
    try {
      if (!fresh()) {
        run();
      }
      return fresh();
    } finally {
      lock.unlock();
    }
  }

  private boolean fresh() {
    Instant now = clock.instant();
    return !seen.isBefore(now.minus(FRESH)) && !seen.isAfter(now);
  }

  /** Looks at everything once. */
  void run() {
    lock.lock();
    try {
      Instant now = clock.instant();
      boolean current = launcher.current();
      Map<TaskId, Holding> places = places(now);
      List<JobStatus> running =
          launcher.jobs().stream().filter(job -> !job.state().ended()).toList();
      for (JobStatus job : running) {
        @Nullable Holding place = places.remove(job.task());
        if (place == null || late(place.lease(), now)) {
          slots.adopt(job.namespace(), job.task(), now);
        }
      }
      if (current) {
        seen = now;
      }
      List<Holding> idle = List.copyOf(places.values());
      inTurn(running, job -> callOff(job, now));
      inTurn(idle, place -> look(place, current, now));
      inTurn(slots.line(TURN, now), waiting -> leaveLine(waiting));
      turn++;
    } finally {
      lock.unlock();
    }
  }

  /**
   * For who does no tasks: sees to it that open tasks keep their places, whatever becomes of jobs.
   */
  void keepPlaces() {
    lock.lock();
    try {
      Instant now = clock.instant();
      inTurn(List.copyOf(places(now).values()), place -> look(place, false, now));
      turn++;
    } finally {
      lock.unlock();
    }
  }

  private Map<TaskId, Holding> places(Instant now) {
    Map<TaskId, Holding> places = new HashMap<>();
    slots.holdings(MOST, now).forEach(holding -> places.put(holding.task(), holding));
    return places;
  }

  private <T> void inTurn(List<T> all, Consumer<T> each) {
    int first = all.size() <= TURN ? 0 : (int) ((long) turn * TURN % all.size());
    for (int i = 0; i < Math.min(TURN, all.size()); i++) {
      each.accept(all.get((first + i) % all.size()));
    }
  }

  private static boolean late(SlotLease lease, Instant now) {
    return Duration.between(now, lease.until()).compareTo(LEFT) < 0;
  }

  private void callOff(JobStatus job, Instant now) {
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

  private void look(Holding place, boolean current, Instant now) {
    Optional<Task> task = queue.find(place.task());
    if (task.isEmpty()) {
      return;
    }
    if (!task.get().state().ended()) {
      if (late(place.lease(), now)) {
        slots.keep(place.lease(), now);
      }
    } else if (current && over(place, now)) {
      slots.leave(place.lease());
    }
  }

  /** Whether its job is not there or has ended, as whoever runs it says: news may be late. */
  private boolean over(Holding place, Instant now) {
    JobName job = JobName.of(place.task(), progress.round(place.task(), now));
    return launcher
        .status(place.namespace(), job, now)
        .map(status -> status.state().ended())
        .orElse(true);
  }

  /** Who was called off while he waited must not hold up those behind him. */
  private void leaveLine(Holding waiting) {
    if (queue.find(waiting.task()).filter(task -> task.state().ended()).isPresent()) {
      slots.leave(waiting.lease());
    }
  }
}
