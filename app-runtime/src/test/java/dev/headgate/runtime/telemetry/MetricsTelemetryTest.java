package dev.headgate.runtime.telemetry;

import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.core.telemetry.TelemetryContract;

class MetricsTelemetryTest implements TelemetryContract {
  private final Metrics metrics = new Sources().metrics();

  @Override
  public Telemetry telemetry() {
    return metrics.telemetry();
  }
}
