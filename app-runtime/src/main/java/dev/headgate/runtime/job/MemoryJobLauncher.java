package dev.headgate.runtime.job;

import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.job.JobName;
import dev.headgate.core.job.JobOrder;
import dev.headgate.core.job.JobState;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.job.Launch;
import dev.headgate.core.job.Launch.Refused;
import dev.headgate.core.job.Launch.Started;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs of this process, for development: each on a thread of its own, known to nobody else and gone
 * with the process. A job that ended is forgotten after a while, at the next launch.
 */
final class MemoryJobLauncher implements JobLauncher, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryJobLauncher.class);

  private final Map<String, LocalJob> templates;
  private final Duration ttl;
  private final InstantSource clock;
  private final Map<Place, Entry> jobs = new ConcurrentHashMap<>();
  private final List<Consumer<JobStatus>> listeners = new CopyOnWriteArrayList<>();

  private record Place(String namespace, JobName name) {}

  /**
   * A job.
   *
   * @param thread who does it; null before it began
   */
  private record Entry(JobStatus status, @Nullable Thread thread) {}

  /**
   * A launcher without jobs.
   *
   * @param templates what its jobs do, by template
   * @param ttl how long a job that ended is remembered
   * @param clock tells when jobs begin and end
   */
  MemoryJobLauncher(Map<String, LocalJob> templates, Duration ttl, InstantSource clock) {
    this.templates = Map.copyOf(templates);
    this.ttl = ttl;
    this.clock = clock;
  }

  @Override
  public Launch launch(JobOrder order, Instant now) {
    LocalJob job = templates.get(order.template());
    if (job == null) {
      return new Refused(
          "template: %s (expected: one of %s)"
              .formatted(
                  order.template(), String.join(", ", templates.keySet().stream().sorted().toList())));
    }
    if (!now.isBefore(order.deadline())) {
      return new Refused("deadline: %s has passed".formatted(order.deadline()));
    }
    forget(now);
    Place place = new Place(order.namespace(), order.name());
    Entry pending = new Entry(status(order, JobState.PENDING, null, null, null), null);
    Entry before = jobs.putIfAbsent(place, pending);
    if (before != null) {
      return new Started(before.status());
    }
    tell(pending.status());
    Duration longest = Duration.between(now, order.deadline());
    Thread thread =
        Thread.ofVirtual().name(order.name().value()).unstarted(() -> run(order, job, longest));
    jobs.computeIfPresent(place, (key, entry) -> new Entry(entry.status(), thread));
    thread.start();
    return new Started(pending.status());
  }

  @Override
  public Optional<JobStatus> status(String namespace, JobName name, Instant now) {
    return Optional.ofNullable(jobs.get(new Place(namespace, name))).map(Entry::status);
  }

  @Override
  public boolean cancel(String namespace, JobName name, Instant now) {
    Entry entry = jobs.remove(new Place(namespace, name));
    if (entry == null) {
      return false;
    }
    stop(entry);
    tell(with(entry.status(), JobState.GONE));
    return true;
  }

  @Override
  public List<JobStatus> jobs() {
    return jobs.values().stream().map(Entry::status).toList();
  }

  @Override
  public Map<String, Integer> active() {
    Map<String, Integer> active = new HashMap<>();
    for (Entry entry : jobs.values()) {
      if (!entry.status().state().ended()) {
        active.merge(entry.status().namespace(), 1, Integer::sum);
      }
    }
    return active;
  }

  @Override
  public boolean current() {
    return true;
  }

  @Override
  public Runnable listen(Consumer<JobStatus> listener) {
    Consumer<JobStatus> own = listener::accept;
    listeners.add(own);
    return () -> listeners.remove(own);
  }

  /** Ends what runs. */
  @Override
  public void close() {
    jobs.values().forEach(MemoryJobLauncher::stop);
  }

  private void run(JobOrder order, LocalJob job, Duration longest) {
    Instant started = clock.instant();
    change(order, status(order, JobState.RUNNING, started, null, null));
    String failure;
    try {
      failure = job.run(order, longest);
    } catch (InterruptedException calledOff) {
      failure = "it was called off";
    } catch (RuntimeException unfit) {
      // Whatever goes wrong in a job is the job's failure, never the launcher's.
      LOG.debug("job {} failed", order.name(), unfit);
      failure = String.valueOf(unfit.getMessage());
    }
    JobState state = failure.isEmpty() ? JobState.SUCCEEDED : JobState.FAILED;
    change(
        order,
        status(order, state, started, clock.instant(), failure.isEmpty() ? null : failure));
  }

  /** Notes how a job stands, unless it was removed meanwhile. */
  private void change(JobOrder order, JobStatus status) {
    Place place = new Place(order.namespace(), order.name());
    Entry changed =
        jobs.computeIfPresent(
            place,
            (key, entry) ->
                Thread.currentThread().equals(entry.thread())
                    ? new Entry(status, entry.thread())
                    : entry);
    if (changed != null && changed.status().equals(status)) {
      tell(status);
    }
  }

  private void forget(Instant now) {
    jobs.forEach((place, entry) -> {
      Instant ended = entry.status().ended();
      if (ended != null && !now.isBefore(ended.plus(ttl)) && jobs.remove(place, entry)) {
        tell(with(entry.status(), JobState.GONE));
      }
    });
  }

  private void tell(JobStatus status) {
    listeners.forEach(listener -> listener.accept(status));
  }

  private static void stop(Entry entry) {
    Thread thread = entry.thread();
    if (thread != null) {
      thread.interrupt();
    }
  }

  private static JobStatus status(
      JobOrder order,
      JobState state,
      @Nullable Instant started,
      @Nullable Instant ended,
      @Nullable String reason) {
    return new JobStatus(
        order.name(),
        order.namespace(),
        order.task(),
        order.template(),
        order.key(),
        state,
        started,
        ended,
        reason);
  }

  private static JobStatus with(JobStatus job, JobState state) {
    return new JobStatus(
        job.name(),
        job.namespace(),
        job.task(),
        job.template(),
        job.key(),
        state,
        job.started(),
        job.ended(),
        job.reason());
  }
}
