package dev.headgate.runtime.telemetry;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/** Families that are read from elsewhere when somebody looks. */
final class Snapshots {
  private Snapshots() {}

  static GaugeSnapshot.Builder gauge(String name, String help) {
    return GaugeSnapshot.builder().name(name).help(help);
  }

  static GaugeSnapshot gauge(String name, String help, long value) {
    return gauge(name, help).dataPoint(point(value, Labels.EMPTY)).build();
  }

  static GaugeSnapshot.GaugeDataPointSnapshot point(long value, Labels labels) {
    return point((double) value, labels);
  }

  static GaugeSnapshot.GaugeDataPointSnapshot point(double value, Labels labels) {
    return GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
  }

  /** A counter; {@code name} is without {@code _total}, which the exposition adds. */
  static CounterSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }
}
