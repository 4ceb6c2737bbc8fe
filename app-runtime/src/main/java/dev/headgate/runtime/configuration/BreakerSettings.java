package dev.headgate.runtime.configuration;

import java.time.Duration;
import java.util.List;

/**
 * When GitHub's circuit opens and closes.
 *
 * @param failureThreshold consecutive failures that open it
 * @param openTime how long it stays open before a probe
 * @param halfOpenSuccessThreshold successful probes that close it
 */
public record BreakerSettings(
    int failureThreshold, Duration openTime, int halfOpenSuccessThreshold) {

  static final Setting<Integer> FAILURE_THRESHOLD =
      Setting.of(
          "github.circuit-breaker.failure-threshold",
          SettingTypes.count(1),
          "5",
          "Consecutive failures that open the circuit.");
  static final Setting<Duration> TIMEOUT_MS =
      Setting.of(
          "github.circuit-breaker.timeout-ms",
          SettingTypes.MILLISECONDS,
          "300000",
          "How long the circuit stays open before a probe.");
  static final Setting<Integer> HALF_OPEN_SUCCESS_THRESHOLD =
      Setting.of(
          "circuit-breaker.half-open-success-threshold",
          SettingTypes.count(1),
          "2",
          "Successful probes that close a circuit.");
  static final List<Setting<?>> SETTINGS =
      List.of(FAILURE_THRESHOLD, TIMEOUT_MS, HALF_OPEN_SUCCESS_THRESHOLD);

  public static final BreakerSettings DEFAULTS = from(SettingValues.NONE);

  public BreakerSettings {
    Positive.number("failureThreshold", failureThreshold);
    Positive.duration("openTime", openTime);
    Positive.number("halfOpenSuccessThreshold", halfOpenSuccessThreshold);
  }

  static BreakerSettings from(SettingValues values) {
    return new BreakerSettings(
        values.value(FAILURE_THRESHOLD),
        values.value(TIMEOUT_MS),
        values.value(HALF_OPEN_SUCCESS_THRESHOLD));
  }
}
