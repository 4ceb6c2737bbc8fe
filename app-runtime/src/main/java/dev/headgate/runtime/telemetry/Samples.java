package dev.headgate.runtime.telemetry;

import dev.headgate.core.telemetry.Sample;
import dev.headgate.core.telemetry.Sample.Kind;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics as single figures, named as Prometheus' text format names them. */
final class Samples {
  private final List<Sample> all = new ArrayList<>();

  private Samples() {}

  static List<Sample> of(MetricSnapshots families) {
    Samples samples = new Samples();
    families.forEach(samples::add);
    return List.copyOf(samples.all);
  }

  private void add(MetricSnapshot family) {
    String name = family.getMetadata().getPrometheusName();
    switch (family) {
      case CounterSnapshot counters ->
          counters
              .getDataPoints()
              .forEach(one -> counter(name + "_total", one.getLabels(), one.getValue()));
      case GaugeSnapshot gauges ->
          gauges.getDataPoints().forEach(one -> gauge(name, one.getLabels(), one.getValue()));
      case InfoSnapshot infos ->
          infos.getDataPoints().forEach(one -> gauge(name + "_info", one.getLabels(), 1));
      case SummarySnapshot summaries ->
          summaries
              .getDataPoints()
              .forEach(one -> {
                for (Quantile quantile : one.getQuantiles()) {
                  gauge(
                      name,
                      with(one.getLabels(), "quantile", quantile.getQuantile()),
                      quantile.getValue());
                }
                totals(name, one.getLabels(), one.hasCount(), one.getCount(), one.getSum());
              });
      case HistogramSnapshot histograms ->
          histograms
              .getDataPoints()
              .forEach(one -> {
                buckets(name, one.getLabels(), one.getClassicBuckets());
                totals(name, one.getLabels(), one.hasCount(), one.getCount(), one.getSum());
              });
      // A family of a type that nothing here makes.
      default -> {}
    }
  }

  private void buckets(String name, Labels labels, ClassicHistogramBuckets buckets) {
    long below = 0;
    for (int i = 0; i < buckets.size(); i++) {
      below += buckets.getCount(i);
      counter(name + "_bucket", with(labels, "le", buckets.getUpperBound(i)), (double) below);
    }
  }

  private void totals(String name, Labels labels, boolean counted, long count, double sum) {
    if (counted) {
      counter(name + "_count", labels, (double) count);
    }
    if (!Double.isNaN(sum)) {
      counter(name + "_sum", labels, sum);
    }
  }

  private void counter(String name, Labels labels, double value) {
    all.add(new Sample(name, map(labels), Kind.COUNTER, value));
  }

  private void gauge(String name, Labels labels, double value) {
    all.add(new Sample(name, map(labels), Kind.GAUGE, value));
  }

  private static Labels with(Labels labels, String name, double value) {
    String text = value == Double.POSITIVE_INFINITY ? "+Inf" : Double.toString(value);
    return labels.merge(Labels.of(name, text));
  }

  private static Map<String, String> map(Labels labels) {
    Map<String, String> map = new LinkedHashMap<>();
    for (Label label : labels) {
      map.put(label.getName(), label.getValue());
    }
    return map;
  }
}
