package dev.headgate.runtime.telemetry;

import dev.headgate.core.limit.LimitTelemetry;
import dev.headgate.core.limit.LimitTelemetryContract;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.InstantSource;

class LimitMetricsTest implements LimitTelemetryContract {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final LimitMetrics metrics =
      new LimitMetrics(new Families(registry), InstantSource.system());

  @Override
  public LimitTelemetry limitTelemetry() {
    return metrics;
  }

  @Override
  public double decisions(String rule) {
    return registry.scrape().stream()
        .filter(family -> family.getMetadata().getPrometheusName().equals("rate_limit_requests"))
        .map(CounterSnapshot.class::cast)
        .flatMap(family -> family.getDataPoints().stream())
        .filter(point -> rule.equals(point.getLabels().get("rule")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }
}
