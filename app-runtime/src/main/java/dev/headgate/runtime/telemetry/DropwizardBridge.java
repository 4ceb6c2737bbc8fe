package dev.headgate.runtime.telemetry;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows a Dropwizard registry's metrics as Prometheus families. Metrics whose names come to one
 * family are grouped into it; of those that contradict each other (same labels, another type, a
 * name that is taken) the first in the order of names is shown. At most {@value #MOST} are.
 *
 * <p>Gauges of numbers and booleans, and counters, which may fall, become gauges; meters become
 * counters; histograms and timers become summaries over the recent past, timers in seconds.
 */
final class DropwizardBridge {
  private static final int MOST = 2_000;
  private static final double NANOS = 1e-9;
  private static final double[] QUANTILES = {0.5, 0.75, 0.95, 0.99, 0.999};

  private final MetricRegistry registry;

  DropwizardBridge(MetricRegistry registry) {
    this.registry = registry;
  }

  /** The families as they stand, without those whose names are taken. */
  List<MetricSnapshot> collect(Set<String> taken) {
    Map<String, Family> families = new LinkedHashMap<>();
    registry.getMetrics().entrySet().stream()
        .limit(MOST)
        .forEach(entry -> add(entry.getKey(), entry.getValue(), families));
    List<MetricSnapshot> shown = new ArrayList<>();
    families.forEach((name, family) -> {
      if (!taken.contains(name)) {
        shown.add(family.snapshot(name));
      }
    });
    return shown;
  }

  private static void add(String raw, Metric metric, Map<String, Family> families) {
    DropwizardName name = DropwizardName.of(raw);
    String family = metric instanceof Timer ? seconds(name.family()) : name.family();
    Point point = point(metric);
    if (point != null) {
      String help = "Dropwizard " + kind(metric) + " " + raw.split(";", 2)[0] + ".";
      families
          .computeIfAbsent(
              family, first -> new Family(help, point.getClass(), new LinkedHashMap<>()))
          .add(name.labels(), point);
    }
  }

  private static String seconds(String family) {
    return family.endsWith("_seconds") ? family : family + "_seconds";
  }

  private static @Nullable Point point(Metric metric) {
    return switch (metric) {
      case Gauge<?> gauge -> value(gauge);
      case Counter counter -> new Value((double) counter.getCount());
      case Meter meter -> new Total((double) meter.getCount());
      case Histogram histogram ->
          new Spread(histogram.getCount(), quantiles(histogram.getSnapshot(), 1));
      case Timer timer -> new Spread(timer.getCount(), quantiles(timer.getSnapshot(), NANOS));
      default -> null;
    };
  }

  private static @Nullable Point value(Gauge<?> gauge) {
    try {
      return switch (gauge.getValue()) {
        case Number number -> new Value(number.doubleValue());
        case Boolean flag -> new Value(flag ? 1 : 0);
        case null, default -> null;
      };
    } catch (RuntimeException broken) {
      // Any: the gauge is somebody's own code; it is left out and the other metrics are shown.
      return null;
    }
  }

  private static Quantiles quantiles(Snapshot snapshot, double factor) {
    Quantiles.Builder built = Quantiles.builder();
    for (double quantile : QUANTILES) {
      built.quantile(quantile, snapshot.getValue(quantile) * factor);
    }
    return built.build();
  }

  private static String kind(Metric metric) {
    return switch (metric) {
      case Gauge<?> gauge -> "gauge";
      case Counter counter -> "counter";
      case Meter meter -> "meter";
      case Histogram histogram -> "histogram";
      case Timer timer -> "timer";
      default -> "metric";
    };
  }

  private sealed interface Point {}

  private record Value(double value) implements Point {}

  private record Total(double value) implements Point {}

  private record Spread(long count, Quantiles quantiles) implements Point {}

  private record Family(String help, Class<? extends Point> type, Map<Labels, Point> points) {
    void add(Labels labels, Point point) {
      if (type.isInstance(point)) {
        points.putIfAbsent(labels, point);
      }
    }

    MetricSnapshot snapshot(String name) {
      GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
      CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
      SummarySnapshot.Builder summary = SummarySnapshot.builder().name(name).help(help);
      points.forEach((labels, point) -> {
        switch (point) {
          case Value value -> gauge.dataPoint(Snapshots.point(value.value, labels));
          case Total total ->
              counter.dataPoint(
                  CounterDataPointSnapshot.builder().value(total.value).labels(labels).build());
          case Spread spread ->
              summary.dataPoint(
                  SummaryDataPointSnapshot.builder()
                      .count(spread.count)
                      .quantiles(spread.quantiles)
                      .labels(labels)
                      .build());
        }
      });
      return type == Value.class
          ? gauge.build()
          : type == Total.class ? counter.build() : summary.build();
    }
  }
}
