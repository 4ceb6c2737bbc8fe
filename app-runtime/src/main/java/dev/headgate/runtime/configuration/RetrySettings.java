package dev.headgate.runtime.configuration;

import java.time.Duration;
import java.util.List;

/**
 * How often and after which pauses a failed call is repeated.
 *
 * @param maxRetries repetitions after the first try; 0: none
 * @param baseDelay the pause before the first repetition, doubled before each further one
 * @param maxDelay the longest pause
 */
public record RetrySettings(int maxRetries, Duration baseDelay, Duration maxDelay) {

  static final Setting<Integer> MAX_RETRIES =
      Setting.of(
              "max-retries",
              SettingTypes.count(0, 10, "a whole number, 0 to 10"),
              "3",
              "Repetitions of a failed call that may be repeated.")
          .whileRunning();
  static final Setting<Duration> BASE_DELAY =
      Setting.of(
              "retry.base-delay",
              SettingTypes.DURATION,
              "100ms",
              "The pause before the first repetition; it doubles before each further one.")
          .whileRunning();
  static final Setting<Duration> MAX_DELAY =
      Setting.of("retry.max-delay", SettingTypes.DURATION, "3200ms", "The longest pause.")
          .whileRunning();
  static final List<Setting<?>> SETTINGS = List.of(MAX_RETRIES, BASE_DELAY, MAX_DELAY);

  public static final RetrySettings DEFAULTS = from(SettingValues.NONE);

  public RetrySettings {
    if (maxRetries < 0) {
      throw new IllegalArgumentException("maxRetries: " + maxRetries + " (expected: at least 0)");
    }
    Positive.duration("baseDelay", baseDelay);
    if (maxDelay.compareTo(baseDelay) < 0) {
      throw new IllegalArgumentException(
          "maxDelay: %s (expected: at least baseDelay, %s)".formatted(maxDelay, baseDelay));
    }
  }

  static RetrySettings from(SettingValues values) {
    return new RetrySettings(
        values.value(MAX_RETRIES), values.value(BASE_DELAY), values.value(MAX_DELAY));
  }
}
