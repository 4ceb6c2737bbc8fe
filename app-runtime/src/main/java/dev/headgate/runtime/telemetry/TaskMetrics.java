package dev.headgate.runtime.telemetry;

import dev.headgate.core.queue.Task;
import dev.headgate.runtime.work.WorkTelemetry;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what becomes of tasks, by kind; of kinds the first {@value #KINDS} are told apart. A
 * failed run is {@code failed}, whether it is tried again or not; a task that is given up is {@code
 * dead} besides. Thread-safe.
 */
public final class TaskMetrics implements WorkTelemetry {
  static final int KINDS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(TaskMetrics.class);
  private static final String KIND = "kind";

  private final SeriesTable<String, Series> kinds;
  private final CounterDataPoint queueFailures;
  private volatile Map<String, Integer> hands = Map.of();

  TaskMetrics(Families families) {
    Counter enqueued = families.counter("tasks_enqueued_total", "Tasks that were accepted.", KIND);
    Counter completed = families.counter("tasks_completed_total", "Tasks that were done.", KIND);
    Counter failed = families.counter("tasks_failed_total", "Runs of tasks that failed.", KIND);
    Counter dead = families.counter("tasks_dead_total", "Tasks that were given up.", KIND);
    Counter handedBack =
        families.counter(
            "tasks_handed_back_total", "Runs of tasks that were handed back or lost.", KIND);
    Histogram wait =
        families.histogram(
            "task_wait_seconds",
            "From when a task could be begun until it was.",
            Buckets.task(),
            KIND);
    Histogram duration =
        families.histogram(
            "task_duration_seconds", "How long a run of a task took.", Buckets.task(), KIND);
    queueFailures =
        families
            .counter("task_queue_failures_total", "Calls of workers to the queue that failed.")
            .labelValues();
    kinds =
        new SeriesTable<>(
            KINDS,
            kind -> kind,
            kind -> LabelValues.OTHER,
            kind ->
                new Series(
                    enqueued.labelValues(kind),
                    completed.labelValues(kind),
                    failed.labelValues(kind),
                    dead.labelValues(kind),
                    handedBack.labelValues(kind),
                    wait.labelValues(kind),
                    duration.labelValues(kind)));
  }

  /** How many tasks of each kind a worker of this configuration does at once. */
  public void hands(Map<String, Integer> byKind) {
    hands = Map.copyOf(byKind);
  }

  int hands(String kind) {
    return hands.getOrDefault(kind, 0);
  }

  /** So many tasks of a kind were accepted. */
  public void enqueued(String kind, int count) {
    kinds.of(kind).enqueued.inc(count);
  }

  @Override
  public void begun(Task task, Duration waited) {
    kinds.of(task.kind()).waited.observe(seconds(waited));
  }

  @Override
  public void ended(Task task, Ending ending, Duration took) {
    Series series = kinds.of(task.kind());
    series.took.observe(seconds(took));
    switch (ending) {
      case COMPLETED -> series.completed.inc();
      case RETRIED -> series.failed.inc();
      case DEAD -> {
        series.failed.inc();
        series.dead.inc();
      }
      case RELEASED, LOST -> series.handedBack.inc();
      case WAITING -> {}
    }
  }

  @Override
  public void queueFailed(RuntimeException failure) {
    queueFailures.inc();
    LOG.debug("the queue could not be asked", failure);
  }

  @Override
  public void handlerFailed(String kind, RuntimeException failure) {
    LOG.warn("the handler of {} cannot say how many may be begun", kind, failure);
  }

  private static double seconds(Duration duration) {
    return Math.max(0, duration.toNanos()) / 1e9;
  }

  private record Series(
      CounterDataPoint enqueued,
      CounterDataPoint completed,
      CounterDataPoint failed,
      CounterDataPoint dead,
      CounterDataPoint handedBack,
      DistributionDataPoint waited,
      DistributionDataPoint took) {}
}
