package dev.headgate.github.simulator;

import java.time.Duration;

/** Ready-made options for the usual kinds of tests. */
public enum SimulatorPreset {
  /** No limit is ever reached and nothing is delayed. */
  FAST,
  /** GitHub's limits, in windows and pauses of ten seconds, so that a test sees them end. */
  INTEGRATION,
  /** GitHub's limits and an answer time of 50 ms. */
  LOAD;

  public SimulatorOptions options() {
    return switch (this) {
      case FAST -> SimulatorOptions.DEFAULTS.withLimits(SimulatorLimits.unlimited());
      case INTEGRATION ->
          SimulatorOptions.DEFAULTS.withLimits(
              SimulatorLimits.DEFAULTS.withWindow(Duration.ofSeconds(10)));
      case LOAD -> SimulatorOptions.DEFAULTS.withLatency(Duration.ofMillis(50));
    };
  }
}
