package dev.headgate.runtime.telemetry;

import dev.headgate.core.queue.QueueDepth;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * How many tasks there are, by kind and priority, see {@link TaskMetrics#KINDS}, and how many
 * workers they would keep busy.
 */
final class QueueFamilies implements MultiCollector {
  private final Function<Instant, List<QueueDepth>> depths;
  private final Function<String, Integer> hands;
  private final InstantSource clock;
  private final BoundedNames kinds = new BoundedNames(TaskMetrics.KINDS);

  /**
   * Families of that queue.
   *
   * @param hands how many tasks of a kind a worker does at once; 0 where that is not known
   */
  QueueFamilies(
      Function<Instant, List<QueueDepth>> depths,
      Function<String, Integer> hands,
      InstantSource clock) {
    this.depths = depths;
    this.hands = hands;
    this.clock = clock;
  }

  @Override
  public MetricSnapshots collect() {
    List<QueueDepth> now = depths.apply(clock.instant());
    return MetricSnapshots.of(
        family(
            now,
            "task_queue_depth",
            "Tasks that are queued or wait.",
            depth -> depth.queued() + depth.waiting()),
        family(now, "task_queue_ready", "Tasks that a worker could take now.", QueueDepth::queued),
        family(now, "task_queue_running", "Tasks that workers hold.", QueueDepth::running),
        Snapshots.gauge(
            "task_workers_wanted",
            "Workers that the tasks would keep busy that are held or could be taken now.",
            wanted(now)));
  }

  private GaugeSnapshot family(
      List<QueueDepth> now, String name, String help, ToLongFunction<QueueDepth> count) {
    Map<Labels, Long> sums = new TreeMap<>();
    for (QueueDepth depth : now) {
      Labels labels =
          Labels.of("kind", kinds.of(depth.kind()), "priority", depth.priority().label());
      sums.merge(labels, count.applyAsLong(depth), Long::sum);
    }
    GaugeSnapshot.Builder gauge = Snapshots.gauge(name, help);
    sums.forEach((labels, sum) -> gauge.dataPoint(Snapshots.point(sum, labels)));
    return gauge.build();
  }

  /** Each worker has hands of its own for each kind: the kind that needs most of them decides. */
  private long wanted(List<QueueDepth> now) {
    Map<String, Long> work = new HashMap<>();
    now.forEach(depth -> work.merge(depth.kind(), depth.queued() + depth.running(), Long::sum));
    long most = 0;
    for (Map.Entry<String, Long> kind : work.entrySet()) {
      int each = hands.apply(kind.getKey());
      if (each > 0) {
        most = Math.max(most, (kind.getValue() + each - 1) / each);
      }
    }
    return most;
  }
}
