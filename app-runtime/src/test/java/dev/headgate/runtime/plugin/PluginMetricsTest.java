package dev.headgate.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.telemetry.MetricsPlugin;
import dev.headgate.core.telemetry.MetricsPluginContract;
import dev.headgate.core.telemetry.Sample;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PluginMetricsTest implements MetricsPluginContract {
  private final ClassLoader loader = new URLClassLoader(new URL[0]);
  private final List<ClassLoader> seen = new ArrayList<>();
  private final MetricsPlugin plugin =
      new PluginMetrics(
          new MetricsPlugin() {
            @Override
            public String name() {
              return "own";
            }

            @Override
            public void report(List<Sample> all, Instant at) {
              seen.add(Thread.currentThread().getContextClassLoader());
            }

            @Override
            public List<Sample> samples() {
              seen.add(Thread.currentThread().getContextClassLoader());
              return List.of(Sample.gauge("own_figure", 1));
            }
          },
          loader);

  @Override
  public MetricsPlugin plugin() {
    return plugin;
  }

  @Test
  void isCalledWithItsOwnClassesAtHand() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    plugin.report(List.of(), Instant.EPOCH);
    plugin.samples();
    assertThat(seen).containsExactly(loader, loader);
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }
}
