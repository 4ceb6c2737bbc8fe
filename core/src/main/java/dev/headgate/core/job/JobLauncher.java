package dev.headgate.core.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Launches jobs and says how they stand. A job is never begun anew by whoever runs it: once it has
 * failed it stays failed, and repeating it is the caller's decision, by an order of the next round.
 *
 * <p><b>Atomicity.</b> {@link #launch} is idempotent by the job's name: of any number of calls for
 * one order, from any number of processes, one creates the job, and all are answered with it.
 *
 * <p><b>Freshness.</b> {@link #launch} and {@link #status} ask whoever runs the jobs; {@link
 * #jobs}, {@link #active} and {@link #listen} tell what this process has heard, which may be a
 * moment old.
 *
 * <p><b>Time.</b> The caller decides it, but for the instants at which jobs start and end: those
 * are of whoever runs them.
 *
 * <p><b>Cost.</b> {@link #launch}, {@link #status} and {@link #cancel} take a few round trips; what
 * this process has heard costs none, and {@link #active} less than 10 ms with 10 000 jobs.
 *
 * <p>Thread-safe. Where jobs run elsewhere the first three throw a {@link
 * dev.headgate.core.storage.StorageFailure} when nobody answers there; after an {@link
 * dev.headgate.core.storage.OutcomeUnknown} each may be repeated with the same arguments.
 */
public interface JobLauncher {

  /** Sees to it that the job of this order is there. */
  Launch launch(JobOrder order, Instant now);

  /** How a job stands; empty where there is none of that name. */
  Optional<JobStatus> status(String namespace, JobName name, Instant now);

  /**
   * Ends a job and removes it. What it runs may take a moment longer to stop.
   *
   * @return whether there was one
   */
  boolean cancel(String namespace, JobName name, Instant now);

  /** Every job that this process has heard of and that is not gone, in no order. */
  List<JobStatus> jobs();

  /** How many jobs have not ended, by namespace; namespaces without any are left out. */
  Map<String, Integer> active();

  /**
   * Whether {@link #jobs} and {@link #active} know all there are: not before the first look around,
   * nor while what happens elsewhere is not heard of. A job that is missing then may well run.
   */
  boolean current();

  /**
   * Calls {@code listener} soon after a job changed, with how it stands then; with {@link
   * JobState#GONE} once it is not there any more. A call may come late, twice or not at all, on any
   * thread, and must not block.
   *
   * @return ends it
   */
  Runnable listen(Consumer<JobStatus> listener);
}
