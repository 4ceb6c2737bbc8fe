package dev.headgate.runtime.telemetry;

import dev.headgate.core.telemetry.MetricsPlugin;
import dev.headgate.runtime.process.CannotStart;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells plugins the figures, each by a thread of its own. */
public final class MetricsReports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsReports.class);

  /** How long all of them together have for what they report last. */
  private static final Duration LAST = Duration.ofSeconds(2);

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final String NAME = "[a-z0-9][a-z0-9.-]{0,63}";

  private final List<MetricsPlugin> plugins;
  private final Metrics metrics;
  private final InstantSource clock;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended;
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Reports to these.
   *
   * @throws CannotStart if one has no usable name or period, or the name of another
   */
  public MetricsReports(List<MetricsPlugin> plugins, Metrics metrics, InstantSource clock) {
    this.plugins = List.copyOf(plugins);
    this.metrics = metrics;
    this.clock = clock;
    this.ended = new CountDownLatch(plugins.size());
    Set<String> names = new HashSet<>();
    for (MetricsPlugin plugin : plugins) {
      if (!plugin.name().matches(NAME) || !names.add(plugin.name())) {
        throw new CannotStart(
            "metrics plugin %s: %s (expected: lower-case letters, digits, dots and hyphens, at most 64, not another's). Rename or remove it."
                .formatted(plugin.getClass().getName(), plugin.name()));
      }
      if (plugin.period().compareTo(SHORTEST) < 0) {
        throw new CannotStart(
            "metrics plugin %s: period %s (expected: at least %s). Mend or remove it."
                .formatted(plugin.name(), plugin.period(), SHORTEST));
      }
      metrics.add(plugin);
    }
  }

  /** Begins to report. */
  public void start() {
    for (MetricsPlugin plugin : plugins) {
      threads.add(
          Thread.ofVirtual()
              .name("metrics-" + plugin.name())
              .start(() -> reportUntilStopped(plugin)));
    }
  }

  private void reportUntilStopped(MetricsPlugin plugin) {
    try {
      boolean well = true;
      while (!stop.await(plugin.period().toNanos(), TimeUnit.NANOSECONDS)) {
        well = report(plugin, well);
      }
      report(plugin, well);
    } catch (InterruptedException late) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  /** Whether it went well; the first failure after a success is logged. */
  private boolean report(MetricsPlugin plugin, boolean well) throws InterruptedException {
    try {
      plugin.report(metrics.samples(), clock.instant());
      return true;
    } catch (InterruptedException late) {
      throw late;
    } catch (Exception | LinkageError | AssertionError failure) {
      // A plugin is anybody's code: whatever it throws is told, and the next call is made.
      metrics.failed(plugin);
      if (well) {
        LOG.warn("metrics plugin {} failed; it is called again", plugin.name(), failure);
      }
      return false;
    }
  }

  /** Has each report once more, within two seconds. */
  @Override
  public void close() {
    stop.countDown();
    try {
      if (!threads.isEmpty() && !ended.await(LAST.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("{} metrics plugins did not report in time what was last", ended.getCount());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      threads.forEach(Thread::interrupt);
    }
  }
}
