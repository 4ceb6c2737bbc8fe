package dev.headgate.runtime.task.job;

import dev.headgate.core.job.JobCaps;
import dev.headgate.runtime.change.RunTimeChanges;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.JobSettings;
import dev.headgate.runtime.configuration.JobSettings.AtCapacity;
import dev.headgate.runtime.configuration.LiveConfiguration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The caps in force: those of the configuration, as operators change it while the system runs. A
 * change is one of settings like any other, see {@link RunTimeChanges}; with shared settings it is
 * persistent. Thread-safe.
 */
public final class JobControl {
  private static final String TOTAL = JobSettings.MAX_CONCURRENT_KEY;
  private static final String NAMESPACES = JobSettings.MAX_PER_NAMESPACE_KEY;
  private static final String AT_CAPACITY = JobSettings.AT_CAPACITY_KEY;

  private final LiveConfiguration live;
  private final RunTimeChanges changes;
  private final Supplier<Limits> limits;

  /** The caps of that configuration. */
  public JobControl(LiveConfiguration live, RunTimeChanges changes) {
    this.live = live;
    this.changes = changes;
    this.limits = live.derived(JobControl::limits);
  }

  private static Limits limits(Configuration configuration) {
    JobSettings jobs = configuration.jobs();
    return new Limits(new JobCaps(jobs.maxConcurrent(), jobs.maxPerNamespace()), jobs.atCapacity());
  }

  /**
   * What is in force.
   *
   * @param caps how many jobs may be under way
   * @param atCapacity what becomes of one for which there is no room
   */
  public record Limits(JobCaps caps, AtCapacity atCapacity) {}

  /** What is in force here now. */
  public Limits limits() {
    return limits.get();
  }

  /** The caps in force here now. */
  public JobCaps caps() {
    return limits().caps();
  }

  /** Whether it was changed while the system runs. */
  public boolean changed() {
    return List.of(TOTAL, NAMESPACES, AT_CAPACITY).stream().anyMatch(live.runTime()::containsKey);
  }

  /**
   * Puts these in force, here now and elsewhere within a poll.
   *
   * @throws dev.headgate.runtime.configuration.InvalidConfiguration if they cannot be configured
   * @throws IllegalStateException if others change settings all the time
   */
  public void change(Limits wanted) {
    String namespaces =
        wanted.caps().namespaces().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(cap -> cap.getKey() + ":" + cap.getValue())
            .collect(Collectors.joining(","));
    RunTimeChanges.Outcome outcome =
        changes.change(
            Map.of(
                TOTAL, String.valueOf(wanted.caps().total()),
                NAMESPACES, namespaces,
                AT_CAPACITY, wanted.atCapacity().name().toLowerCase(Locale.ROOT)),
            changes.shared(),
            null);
    if (!(outcome instanceof RunTimeChanges.Outcome.Done)) {
      throw new IllegalStateException("caps: others change them at the same time");
    }
  }

  /** Takes over what was changed elsewhere; one look at the store. */
  public void refresh() {
    changes.refresh();
  }
}
