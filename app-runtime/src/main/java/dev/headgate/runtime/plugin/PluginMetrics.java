package dev.headgate.runtime.plugin;

import dev.headgate.core.telemetry.MetricsPlugin;
import dev.headgate.core.telemetry.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A jar's taker of metrics, whose libraries find its classes. */
record PluginMetrics(MetricsPlugin plugin, ClassLoader loader) implements MetricsPlugin {
  @Override
  public String name() {
    return plugin.name();
  }

  @Override
  public Duration period() {
    return plugin.period();
  }

  @Override
  public void report(List<Sample> all, Instant at) throws Exception {
    try (PluginThread _ = PluginThread.of(loader)) {
      plugin.report(all, at);
    }
  }

  @Override
  public List<Sample> samples() {
    try (PluginThread _ = PluginThread.of(loader)) {
      return plugin.samples();
    }
  }
}
