package dev.headgate.runtime.configuration;

import java.time.Duration;

/** The checks that settings records share. */
final class Positive {

  private Positive() {}

  static void duration(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
    }
  }

  static void number(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
    }
  }
}
