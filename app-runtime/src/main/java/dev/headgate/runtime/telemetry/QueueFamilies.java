package dev.headgate.runtime.telemetry;

import dev.headgate.core.queue.QueueDepth;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** How many tasks are queued or wait, by kind and priority; see {@link TaskMetrics#KINDS}. */
final class QueueFamilies implements MultiCollector {
  private final Function<Instant, List<QueueDepth>> depths;
  private final InstantSource clock;
  private final BoundedNames kinds = new BoundedNames(TaskMetrics.KINDS);

  QueueFamilies(Function<Instant, List<QueueDepth>> depths, InstantSource clock) {
    this.depths = depths;
    this.clock = clock;
  }

  @Override
  public MetricSnapshots collect() {
    Map<Labels, Long> sums = new TreeMap<>();
    for (QueueDepth depth : depths.apply(clock.instant())) {
      Labels labels =
          Labels.of("kind", kinds.of(depth.kind()), "priority", depth.priority().label());
      sums.merge(labels, depth.queued() + depth.waiting(), Long::sum);
    }
    GaugeSnapshot.Builder gauge =
        Snapshots.gauge("task_queue_depth", "Tasks that are queued or wait.");
    sums.forEach((labels, sum) -> gauge.dataPoint(Snapshots.point(sum, labels)));
    return MetricSnapshots.of(gauge.build());
  }
}
