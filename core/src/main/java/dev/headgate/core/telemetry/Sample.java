package dev.headgate.core.telemetry;

import java.util.Map;

/**
 * One figure at one moment.
 *
 * @param name what it measures, by Prometheus' rules: letters, digits and underscores, the unit at
 *     the end, such as {@code http_request_duration_seconds_bucket}
 * @param labels what tells it from others of its name
 * @param kind whether it only ever rises
 * @param value in the unit that the name says
 */
public record Sample(String name, Map<String, String> labels, Kind kind, double value) {
  private static final String NAME = "[a-zA-Z_][a-zA-Z0-9_]{0,127}";

  /** How a figure moves. */
  public enum Kind {
    /** It only rises, from 0 at the start of the process. */
    COUNTER,
    /** It rises and falls. */
    GAUGE
  }

  public Sample {
    labels = Map.copyOf(labels);
    named("name", name);
    for (String label : labels.keySet()) {
      named("label", label);
    }
  }

  /** A figure without labels that rises and falls. */
  public static Sample gauge(String name, double value) {
    return new Sample(name, Map.of(), Kind.GAUGE, value);
  }

  private static void named(String what, String name) {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "%s: %s (expected: a letter or underscore, then letters, digits and underscores, 128 in all)"
              .formatted(what, name));
    }
  }
}
