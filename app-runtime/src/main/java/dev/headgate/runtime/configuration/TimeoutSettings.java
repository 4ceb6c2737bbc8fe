package dev.headgate.runtime.configuration;

import java.time.Duration;
import java.util.List;

/**
 * How long things may take.
 *
 * @param request when the answer to a request must have begun
 * @param externalService how long GitHub may take while a stale copy is at hand
 * @param requestByPath deadlines of requests by path pattern
 */
public record TimeoutSettings(
    Duration request, Duration externalService, ByPath<Duration> requestByPath) {

  static final Setting<Duration> REQUEST =
      Setting.of(
              "request-timeout",
              SettingTypes.DURATION,
              "30s",
              "When the answer to a request must have begun.")
          .whileRunning();
  static final Setting<Duration> EXTERNAL_SERVICE =
      Setting.of(
              "external-service-timeout",
              SettingTypes.DURATION,
              "5s",
              "How long GitHub may take while a stale copy is at hand.")
          .whileRunning();

  /** A map in files only: below it stands a path pattern. */
  static final Setting<Duration> REQUEST_BY_PATH =
      Setting.without(
              "request-timeout-by-path",
              SettingTypes.DURATION,
              "Deadlines of requests by path pattern; a map, in a file only.")
          .whileRunning();

  static final List<Setting<?>> SETTINGS = List.of(REQUEST, EXTERNAL_SERVICE);

  public static final TimeoutSettings DEFAULTS = from(SettingValues.NONE, ByPath.none());

  public TimeoutSettings {
    Positive.duration("request", request);
    Positive.duration("externalService", externalService);
    requestByPath.values().forEach((path, timeout) -> Positive.duration(path.text(), timeout));
  }

  static TimeoutSettings from(SettingValues values, ByPath<Duration> byPath) {
    return new TimeoutSettings(values.value(REQUEST), values.value(EXTERNAL_SERVICE), byPath);
  }

  /** The deadline of a request to this raw path. */
  public Duration requestTo(String path) {
    return requestByPath.at(path).orElse(request);
  }
}
