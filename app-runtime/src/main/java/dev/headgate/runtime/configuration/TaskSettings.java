package dev.headgate.runtime.configuration;

import java.time.Duration;
import java.util.List;

/**
 * What callers may hand in to be done later, and how long it is kept.
 *
 * @param maxQueued how many tasks of one kind may be queued or waiting at once
 * @param maxDelay how far ahead a task's {@code not_before} and {@code deadline} may lie
 * @param history how long a task that has ended is kept, with its result
 */
public record TaskSettings(int maxQueued, Duration maxDelay, Duration history) {

  static final Setting<Integer> MAX_QUEUED =
      Setting.of(
          "tasks.max-queued",
          SettingTypes.count(1, 10_000_000, "a whole number, 1 to 10000000"),
          "10000",
          "Tasks of one kind that may be queued or waiting at once; more are refused with 429.");
  static final Setting<Duration> MAX_DELAY =
      Setting.of(
          "tasks.max-delay",
          SettingTypes.DURATION,
          "30d",
          "How far ahead a task's not_before and deadline may lie.");
  static final Setting<Duration> HISTORY =
      Setting.of(
          "tasks.history",
          SettingTypes.DURATION,
          "7d",
          "How long a task that has ended is kept, with its result.");
  static final List<Setting<?>> SETTINGS = List.of(MAX_QUEUED, MAX_DELAY, HISTORY);

  public static final TaskSettings DEFAULTS = from(SettingValues.NONE);

  public TaskSettings {
    Positive.duration("maxDelay", maxDelay);
    Positive.duration("history", history);
  }

  static TaskSettings from(SettingValues values) {
    return new TaskSettings(
        values.value(MAX_QUEUED), values.value(MAX_DELAY), values.value(HISTORY));
  }
}
