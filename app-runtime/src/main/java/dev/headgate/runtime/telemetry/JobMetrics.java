package dev.headgate.runtime.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * How many jobs are under way and how many were refused; of namespaces the first {@value
 * #NAMESPACES} are told apart. Thread-safe.
 */
public final class JobMetrics {
  private static final int NAMESPACES = 100;

  private final Counter rejected;
  private final AtomicReference<Supplier<Jobs>> source =
      new AtomicReference<>(() -> new Jobs(Map.of(), 0, -1));

  JobMetrics(Families families, PrometheusRegistry registry, Counter failures) {
    rejected =
        families.counter(
            "concurrent_jobs_rejected_total", "Jobs that were refused, by the reason.", "reason");
    for (Rejection reason : Rejection.values()) {
      rejected.labelValues(reason.label()).inc(0);
    }
    registry.register(new Guarded(new Collector(), failures.labelValues("jobs")));
  }

  /** Why a job is refused. */
  public enum Rejection {
    /** As many as may are under way. */
    CAPACITY,
    /** One of the same key failed lately. */
    FAILURE_BACKOFF;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The jobs at one moment.
   *
   * @param active how many are under way, by namespace
   * @param waiting how many wait for their turn
   * @param most how many may be under way; negative where that is not known
   */
  public record Jobs(Map<String, Long> active, long waiting, int most) {

    public Jobs {
      active = Map.copyOf(active);
    }
  }

  /** A job was refused. */
  public void rejected(Rejection reason) {
    rejected.labelValues(reason.label()).inc();
  }

  /** Whom to ask for the jobs whenever somebody looks; it may throw. */
  public void source(Supplier<Jobs> jobs) {
    source.set(jobs);
  }

  private final class Collector implements MultiCollector {
    private final BoundedNames namespaces = new BoundedNames(NAMESPACES);

    @Override
    public MetricSnapshots collect() {
      Jobs jobs = source.get().get();
      if (jobs.most() < 0) {
        return new MetricSnapshots();
      }
      Map<String, Long> sums = new TreeMap<>();
      jobs.active().forEach((name, count) -> sums.merge(namespaces.of(name), count, Long::sum));
      GaugeSnapshot.Builder active =
          Snapshots.gauge("concurrent_jobs_active", "Jobs under way, or about to be begun.");
      sums.forEach(
          (name, count) -> active.dataPoint(Snapshots.point(count, Labels.of("namespace", name))));
      return MetricSnapshots.of(
          active.build(),
          Snapshots.gauge(
              "concurrent_jobs_limit", "Jobs that may be under way, in all.", jobs.most()),
          Snapshots.gauge(
              "concurrent_jobs_waiting", "Jobs that wait for their turn.", jobs.waiting()));
    }
  }
}
