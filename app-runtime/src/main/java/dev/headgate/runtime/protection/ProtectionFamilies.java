package dev.headgate.runtime.protection;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.core.protection.LoadShedder;
import dev.headgate.core.protection.LoadStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the process takes on of work and bytes, and what it refuses. */
public final class ProtectionFamilies implements MultiCollector {
  private final LoadShedder shedder;
  private final BodyMemory memory;
  private final Throttles throttles;

  /** Families over these. */
  public ProtectionFamilies(LoadShedder shedder, BodyMemory memory, Throttles throttles) {
    this.shedder = shedder;
    this.memory = memory;
    this.throttles = throttles;
  }

  @Override
  public MetricSnapshots collect() {
    List<MetricSnapshot> families = new ArrayList<>();
    load(shedder.status(), families);
    families.add(
        gauge(
            "protection_body_bytes",
            "Bytes of bodies in memory for requests under way.",
            memory.taken()));
    families.add(
        gauge(
            "protection_body_peak_bytes",
            "The most of them that ever were there at once.",
            memory.peak()));
    families.add(
        gauge("protection_body_limit_bytes", "The most that may be there.", memory.most()));
    families.add(
        counter("protection_body_refused", "Bodies for which there was no room in memory.")
            .dataPoint(point(memory.refused(), Labels.EMPTY))
            .build());
    throttles(families);
    return new MetricSnapshots(families);
  }

  private static void load(LoadStatus status, List<MetricSnapshot> families) {
    families.add(
        gauge(
            "protection_shedding",
            "1 while requests that are too many are refused, else 0.",
            status.shedding() ? 1L : 0L));
    families.add(
        gauge(
            "protection_delay_seconds",
            "How long requests wait for a thread: the shortest such wait of the latest 50 ms.",
            status.delay().toNanos() / 1e9));
    families.add(
        gauge("protection_waiting_requests", "Requests that wait for a thread.", status.waiting()));
    families.add(
        gauge(
            "protection_cpu_load_ratio",
            "Share of the processors that this process took in the latest second.",
            status.cpu().load()));
    families.add(
        gauge(
            "protection_cpu_stalled_ratio",
            "Share of the latest second in which something waited for a processor.",
            status.cpu().stalled()));
    families.add(
        gauge(
            "protection_cpu_throttled_ratio",
            "Share of the latest second in which the container was throttled.",
            status.cpu().throttled()));
    CounterSnapshot.Builder shed =
        counter("protection_shed", "Requests that were refused because they were too many.");
    for (Map.Entry<Priority, Long> count : status.shed().entrySet()) {
      shed.dataPoint(point(count.getValue(), Labels.of("priority", count.getKey().label())));
    }
    families.add(shed.build());
  }

  private void throttles(List<MetricSnapshot> families) {
    CounterSnapshot.Builder moved =
        counter("protection_moved_bytes", "Bytes that passed a throttle.");
    CounterSnapshot.Builder waited =
        counter("protection_throttle_wait_seconds", "How long they waited for their turns.");
    throttles
        .passed()
        .forEach((resource, passed) -> {
          Labels labels = Labels.of("resource", resource);
          moved.dataPoint(point(passed.bytes(), labels));
          waited.dataPoint(point(passed.waited().toNanos() / 1e9, labels));
        });
    families.add(moved.build());
    families.add(waited.build());
  }

  private static GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static GaugeSnapshot gauge(String name, String help, long value) {
    return gauge(name, help, (double) value);
  }

  private static CounterSnapshot.Builder counter(String name, String help) {
    return CounterSnapshot.builder().name(name).help(help);
  }

  private static CounterSnapshot.CounterDataPointSnapshot point(long value, Labels labels) {
    return point((double) value, labels);
  }

  private static CounterSnapshot.CounterDataPointSnapshot point(double value, Labels labels) {
    return CounterSnapshot.CounterDataPointSnapshot.builder().value(value).labels(labels).build();
  }
}
