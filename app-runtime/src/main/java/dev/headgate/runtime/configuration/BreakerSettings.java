package dev.headgate.runtime.configuration;

import java.time.Duration;
import java.util.List;

/**
 * When circuits open and close.
 *
 * @param github GitHub's
 * @param others that of every other service, such as a store
 */
public record BreakerSettings(Circuit github, Circuit others) {

  static final Setting<Integer> GITHUB_FAILURE_THRESHOLD =
      Setting.of(
              "github.circuit-breaker.failure-threshold",
              SettingTypes.count(1, 10_000, "a whole number, 1 to 10000"),
              "5",
              "Consecutive failures that open GitHub's circuit.")
          .whileRunning();
  static final Setting<Duration> GITHUB_TIMEOUT_MS =
      Setting.of(
              "github.circuit-breaker.timeout-ms",
              SettingTypes.MILLISECONDS,
              "300000",
              "How long GitHub's circuit stays open before a probe.")
          .whileRunning();
  static final Setting<Integer> FAILURE_THRESHOLD =
      Setting.of(
              "circuit-breaker.failure-threshold",
              SettingTypes.count(1, 10_000, "a whole number, 1 to 10000"),
              "5",
              "Consecutive failures that open the circuit of another service.")
          .whileRunning();
  static final Setting<Duration> TIMEOUT =
      Setting.of(
              "circuit-breaker.timeout",
              SettingTypes.DURATION,
              "60s",
              "How long that circuit stays open, unless the service is seen to answer before.")
          .whileRunning();
  static final Setting<Integer> HALF_OPEN_SUCCESS_THRESHOLD =
      Setting.of(
              "circuit-breaker.half-open-success-threshold",
              SettingTypes.count(1, 1_000, "a whole number, 1 to 1000"),
              "2",
              "Successful probes that close a circuit.")
          .whileRunning();
  static final List<Setting<?>> SETTINGS =
      List.of(
          GITHUB_FAILURE_THRESHOLD,
          GITHUB_TIMEOUT_MS,
          FAILURE_THRESHOLD,
          TIMEOUT,
          HALF_OPEN_SUCCESS_THRESHOLD);

  public static final BreakerSettings DEFAULTS = from(SettingValues.NONE);

  static BreakerSettings from(SettingValues values) {
    int successes = values.value(HALF_OPEN_SUCCESS_THRESHOLD);
    return new BreakerSettings(
        new Circuit(
            values.value(GITHUB_FAILURE_THRESHOLD), values.value(GITHUB_TIMEOUT_MS), successes),
        new Circuit(values.value(FAILURE_THRESHOLD), values.value(TIMEOUT), successes));
  }

  /**
   * One circuit.
   *
   * @param failureThreshold consecutive failures that open it
   * @param openTime how long it stays open before a probe
   * @param halfOpenSuccessThreshold successful probes that close it
   */
  public record Circuit(int failureThreshold, Duration openTime, int halfOpenSuccessThreshold) {
    public Circuit {
      Positive.number("failureThreshold", failureThreshold);
      Positive.duration("openTime", openTime);
      Positive.number("halfOpenSuccessThreshold", halfOpenSuccessThreshold);
    }
  }
}
