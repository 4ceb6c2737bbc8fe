package dev.headgate.runtime.job;

import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.job.JobName;
import dev.headgate.core.job.JobOrder;
import dev.headgate.core.job.JobState;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.job.Launch;
import dev.headgate.core.job.Placeholders;
import dev.headgate.runtime.configuration.JobSettings;
import dev.headgate.runtime.configuration.JobTemplate;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs on this machine: each is a process of its template's command, or a stand-in where the
 * template has none. For development and tests: only this process knows of them, and they end with
 * it.
 *
 * <p>A stand-in runs for {@link #STAND_IN} and succeeds; one whose key begins with {@code invalid}
 * fails, so that failures can be tried as well.
 */
public final class LocalJobLauncher implements JobLauncher, AutoCloseable {
  /** How long a stand-in runs. */
  static final Duration STAND_IN = Duration.ofSeconds(5);

  /** How many may run at once, whatever the caps say. */
  static final int MOST_RUNNING = 1_000;

  /** How many that ended are remembered. */
  private static final int MOST_ENDED = 1_000;

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final JobSettings settings;
  private final InstantSource clock;
  private final List<Consumer<JobStatus>> listeners = new CopyOnWriteArrayList<>();

  /** Guarded by itself, as is what follows from it; in the order in which they were launched. */
  private final Map<JobName, Running> jobs = new LinkedHashMap<>();

  /** Launches what these templates describe. */
  public LocalJobLauncher(JobSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Launch launch(JobOrder order, Instant now) {
    Optional<JobTemplate> template = settings.template(order.template());
    if (template.isEmpty()) {
      return new Launch.Refused("template: %s (expected: a known one)".formatted(order.template()));
    }
    JobStatus begun;
    synchronized (jobs) {
      Running known = find(order.namespace(), order.name());
      if (known != null) {
        return new Launch.Started(known.status);
      }
      if (!now.isBefore(order.deadline())) {
        return new Launch.Refused("deadline: %s has passed".formatted(order.deadline()));
      }
      if (jobs.values().stream().filter(Running::runs).count() >= MOST_RUNNING) {
        return new Launch.Waiting(MOST_RUNNING + " jobs run on this machine", now.plus(AGAIN));
      }
      Running job;
      try {
        job = new Running(order, process(template.get(), order), now);
      } catch (IllegalArgumentException | IOException failure) {
        return new Launch.Refused(
            "template %s: %s".formatted(order.template(), failure.getMessage()));
      }
      jobs.put(order.name(), job);
      job.process.begin(Duration.between(now, order.deadline()), end -> ended(job, end));
      begun = job.status;
    }
    tell(begun);
    return new Launch.Started(begun);
  }

  @Override
  public Optional<JobStatus> status(String namespace, JobName name, Instant now) {
    synchronized (jobs) {
      return Optional.ofNullable(find(namespace, name)).map(job -> job.status);
    }
  }

  @Override
  public boolean cancel(String namespace, JobName name, Instant now) {
    Running job;
    synchronized (jobs) {
      job = find(namespace, name);
      if (job == null) {
        return false;
      }
      jobs.remove(name);
    }
    job.process.kill();
    tell(job.as(JobState.GONE, now, "called off"));
    return true;
  }

  @Override
  public List<JobStatus> jobs() {
    synchronized (jobs) {
      return jobs.values().stream().map(job -> job.status).toList();
    }
  }

  @Override
  public Map<String, Integer> active() {
    Map<String, Integer> active = new HashMap<>();
    synchronized (jobs) {
      jobs.values().stream()
          .filter(Running::runs)
          .forEach(job -> active.merge(job.status.namespace(), 1, Integer::sum));
    }
    return active;
  }

  /** Always: there are no other jobs than those of this process. */
  @Override
  public boolean current() {
    return true;
  }

  @Override
  public Runnable listen(Consumer<JobStatus> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Ends every job. */
  @Override
  public void close() {
    synchronized (jobs) {
      jobs.values().forEach(job -> job.process.kill());
    }
  }

  private LocalProcess process(JobTemplate template, JobOrder order) throws IOException {
    if (template.command().isEmpty()) {
      return new StandIn(STAND_IN, order.key().startsWith("invalid"));
    }
    List<String> words = new ArrayList<>();
    for (String word : template.command()) {
      words.add(Placeholders.fill(word, order.parameters()));
    }
    return new CommandProcess(order.name(), words);
  }

  private void ended(Running job, LocalProcess.End end) {
    synchronized (jobs) {
      if (jobs.get(job.status.name()) != job) {
        return;
      }
      JobState state = end.well() ? JobState.SUCCEEDED : JobState.FAILED;
      job.status = job.as(state, clock.instant(), end.reason());
      forget();
    }
    tell(job.status);
  }

  /** The oldest that ended go first, when their time is over or when there are too many. */
  private void forget() {
    Instant oldest = clock.instant().minus(settings.ttl());
    long many = jobs.values().stream().filter(job -> !job.runs()).count() - MOST_ENDED;
    var all = jobs.values().iterator();
    while (all.hasNext()) {
      Running job = all.next();
      Instant ended = job.status.ended();
      if (ended != null && (many > 0 || ended.isBefore(oldest))) {
        all.remove();
        many--;
      }
    }
  }

  private @Nullable Running find(String namespace, JobName name) {
    Running job = jobs.get(name);
    return job != null && job.status.namespace().equals(namespace) ? job : null;
  }

  private void tell(JobStatus status) {
    listeners.forEach(listener -> listener.accept(status));
  }

  /** A job and what runs it. */
  private static final class Running {
    private final LocalProcess process;
    private volatile JobStatus status;

    Running(JobOrder order, LocalProcess process, Instant now) {
      this.process = process;
      this.status =
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
    }

    boolean runs() {
      return !status.state().ended();
    }

    JobStatus as(JobState state, Instant ended, @Nullable String reason) {
      JobStatus now = status;
      return new JobStatus(
          now.name(),
          now.namespace(),
          now.task(),
          now.template(),
          now.key(),
          state,
          now.started(),
          ended,
          reason);
    }
  }
}
