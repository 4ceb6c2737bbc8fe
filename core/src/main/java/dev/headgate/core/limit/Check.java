package dev.headgate.core.limit;

/** The one wording of a rejected argument. */
final class Check {

  private Check() {}

  static void that(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
    }
  }

  /** The same for a number, which is boxed only when it is wrong. */
  static void that(boolean holds, String name, long value, String rule) {
    if (!holds) {
      that(false, name, Long.valueOf(value), rule);
    }
  }
}
