package dev.headgate.runtime.configuration;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long things may take.
 *
 * @param request when the answer to a request must have begun
 * @param externalService how long GitHub may take while a stale copy is at hand
 * @param requestByPath deadlines of requests by path pattern, the longest pattern first
 */
public record TimeoutSettings(
    Duration request, Duration externalService, Map<PathPattern, Duration> requestByPath) {

  static final Setting<Duration> REQUEST =
      Setting.of(
          "request-timeout",
          SettingTypes.DURATION,
          "30s",
          "When the answer to a request must have begun.");
  static final Setting<Duration> EXTERNAL_SERVICE =
      Setting.of(
          "external-service-timeout",
          SettingTypes.DURATION,
          "5s",
          "How long GitHub may take while a stale copy is at hand.");

  /** A map in files only: below it stands a path pattern. */
  static final Setting<Duration> REQUEST_BY_PATH =
      Setting.without(
          "request-timeout-by-path",
          SettingTypes.DURATION,
          "Deadlines of requests by path pattern; a map, in a file only.");

  static final List<Setting<?>> SETTINGS = List.of(REQUEST, EXTERNAL_SERVICE);

  public static final TimeoutSettings DEFAULTS = from(SettingValues.NONE, Map.of());

  public TimeoutSettings {
    Positive.duration("request", request);
    Positive.duration("externalService", externalService);
    requestByPath.forEach((path, timeout) -> Positive.duration(path.text(), timeout));
    requestByPath = longestFirst(requestByPath);
  }

  static TimeoutSettings from(SettingValues values, Map<PathPattern, Duration> byPath) {
    return new TimeoutSettings(values.value(REQUEST), values.value(EXTERNAL_SERVICE), byPath);
  }

  /** The deadline of a request to this raw path: of the longest pattern that matches it. */
  public Duration requestTo(String path) {
    for (Map.Entry<PathPattern, Duration> entry : requestByPath.entrySet()) {
      if (entry.getKey().matches(path)) {
        return entry.getValue();
      }
    }
    return request;
  }

  private static Map<PathPattern, Duration> longestFirst(Map<PathPattern, Duration> byPath) {
    Map<PathPattern, Duration> sorted = new LinkedHashMap<>();
    Comparator<PathPattern> length = Comparator.comparingInt(pattern -> pattern.text().length());
    byPath.keySet().stream()
        .sorted(length.reversed().thenComparing(PathPattern::text))
        .forEach(pattern -> sorted.put(pattern, byPath.getOrDefault(pattern, Duration.ZERO)));
    return Collections.unmodifiableMap(sorted);
  }
}
