package dev.headgate.runtime.telemetry;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * Families whose source may fail, such as a shared store that is down: they are missing from the
 * exposition then and the failure is counted, but the other metrics, needed most at such times, are
 * not lost with them.
 */
final class Guarded implements MultiCollector {
  private final MultiCollector source;
  private final CounterDataPoint failures;

  Guarded(MultiCollector source, CounterDataPoint failures) {
    this.source = source;
    this.failures = failures;
  }

  @Override
  public MetricSnapshots collect() {
    try {
      return source.collect();
    } catch (RuntimeException unavailable) {
      // Any: the source is an adapter or somebody's own code, and the operator must see the rest.
      failures.inc();
      return new MetricSnapshots();
    }
  }
}
