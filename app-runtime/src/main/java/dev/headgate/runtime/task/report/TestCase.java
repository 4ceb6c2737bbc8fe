package dev.headgate.runtime.task.report;

import java.util.Locale;

/**
 * How one test fared in one run.
 *
 * @param suite the suite that it ran in
 * @param type its class
 * @param name its own name
 * @param outcome how it ended
 * @param millis how long it took
 * @param message what a failure said first; empty where there was none
 */
record TestCase(
    String suite, String type, String name, Outcome outcome, long millis, String message) {

  /** How a test ends. */
  enum Outcome {
    PASSED,
    FAILED,
    /** It broke, rather than found something wrong. */
    ERROR,
    SKIPPED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean bad() {
      return this == FAILED || this == ERROR;
    }
  }

  /** What it is known by in every run. */
  String id() {
    return type.isEmpty() ? suite + " " + name : type + "." + name;
  }
}
