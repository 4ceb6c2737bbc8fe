package dev.headgate.runtime.telemetry;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** Counts calls to services that are not part of this process. */
final class ServiceMetrics {
  private static final int SERVICES = 50;

  private final SeriesTable<String, Service> services;

  ServiceMetrics(Families families) {
    Counter calls =
        families.counter(
            "external_service_calls_total",
            "Calls to other services, by how they ended: success or failure.",
            "service",
            "status");
    Histogram durations =
        families.histogram(
            "external_service_duration_seconds",
            "How long calls to other services took.",
            Buckets.service(),
            "service");
    services =
        new SeriesTable<>(
            SERVICES,
            service -> service,
            service -> LabelValues.OTHER,
            service ->
                new Service(
                    calls.labelValues(service, "success"),
                    calls.labelValues(service, "failure"),
                    durations.labelValues(service)));
  }

  void called(String service, boolean succeeded, long nanos) {
    Service series = services.of(service);
    (succeeded ? series.successes : series.failures).inc();
    series.durations.observe(Math.max(0, nanos) / 1e9);
  }

  private record Service(
      CounterDataPoint successes, CounterDataPoint failures, DistributionDataPoint durations) {}
}
