package dev.headgate.runtime.telemetry;

import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreakers;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;

/** How the circuit breakers stand. */
final class BreakerFamilies implements MultiCollector {
  private static final int MOST = 100;

  private final Supplier<List<BreakerStatus>> breakers;

  BreakerFamilies(Supplier<List<BreakerStatus>> breakers) {
    this.breakers = breakers;
  }

  @Override
  public MetricSnapshots collect() {
    GaugeSnapshot.Builder all =
        Snapshots.gauge(
            "circuit_breaker_state",
            "State of a service's circuit breaker: 0 closed, 1 half-open, 2 open.");
    int github = 0;
    int written = 0;
    for (BreakerStatus status : breakers.get()) {
      int state = status.state().code();
      if (status.service().equals(CircuitBreakers.GITHUB)) {
        github = state;
      }
      if (written++ < MOST) {
        all.dataPoint(Snapshots.point(state, Labels.of("service", status.service())));
      }
    }
    return MetricSnapshots.of(
        all.build(),
        Snapshots.gauge(
            "github_api_circuit_breaker_state",
            "State of GitHub's circuit breaker: 0 closed, 1 half-open, 2 open.",
            github));
  }
}
