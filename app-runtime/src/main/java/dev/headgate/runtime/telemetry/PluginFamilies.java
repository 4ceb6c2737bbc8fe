package dev.headgate.runtime.telemetry;

import dev.headgate.core.telemetry.MetricsPlugin;
import dev.headgate.core.telemetry.Sample;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The figures that plugins add, as families. Safe for use by several threads. */
final class PluginFamilies {
  private static final int MOST = 1_000;
  private static final String TOTAL = "_total";

  private final List<MetricsPlugin> plugins = new CopyOnWriteArrayList<>();
  private final Counter failures;

  PluginFamilies(Counter failures) {
    this.failures = failures;
  }

  void add(MetricsPlugin plugin) {
    plugins.add(plugin);
  }

  /** The families as they stand, without those whose names are taken; takes theirs. */
  List<MetricSnapshot> collect(Set<String> taken) {
    List<MetricSnapshot> shown = new ArrayList<>();
    for (MetricsPlugin plugin : plugins) {
      try {
        for (MetricSnapshot family : families(plugin)) {
          if (taken.add(family.getMetadata().getPrometheusName())) {
            shown.add(family);
          }
        }
      } catch (RuntimeException | LinkageError broken) {
        // Any: a plugin is somebody's own code; its figures are missing and the others are shown.
        failures.labelValues("plugin " + plugin.name()).inc();
      }
    }
    return shown;
  }

  private static List<MetricSnapshot> families(MetricsPlugin plugin) {
    Map<String, Map<Labels, Sample>> families = new LinkedHashMap<>();
    plugin.samples().stream()
        .limit(MOST)
        .forEach(sample ->
            families
                .computeIfAbsent(family(sample), first -> new LinkedHashMap<>())
                .putIfAbsent(labels(sample), sample));
    String help = "A figure of the plugin " + plugin.name() + ".";
    List<MetricSnapshot> all = new ArrayList<>();
    families.forEach((name, samples) -> all.add(family(name, help, samples)));
    return all;
  }

  /** A counter's family is called without the suffix that is exposed. */
  private static String family(Sample sample) {
    String name = sample.name();
    boolean suffixed = sample.kind() == Sample.Kind.COUNTER && name.endsWith(TOTAL);
    return suffixed ? name.substring(0, name.length() - TOTAL.length()) : name;
  }

  private static Labels labels(Sample sample) {
    Labels.Builder built = Labels.builder();
    new TreeMap<>(sample.labels()).forEach(built::label);
    return built.build();
  }

  /** The samples of the first one's kind. */
  private static MetricSnapshot family(String name, String help, Map<Labels, Sample> samples) {
    Sample.Kind kind = samples.values().iterator().next().kind();
    samples.values().removeIf(sample -> sample.kind() != kind);
    return switch (kind) {
      case GAUGE -> {
        GaugeSnapshot.Builder gauge = Snapshots.gauge(name, help);
        samples.forEach(
            (labels, sample) -> gauge.dataPoint(Snapshots.point(sample.value(), labels)));
        yield gauge.build();
      }
      case COUNTER -> {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        samples.forEach((labels, sample) ->
            counter.dataPoint(
                CounterDataPointSnapshot.builder().value(sample.value()).labels(labels).build()));
        yield counter.build();
      }
    };
  }
}
