package dev.headgate.runtime.configuration;

import java.time.Duration;
import java.util.List;

/**
 * What callers may hand in to be done later, and how long it is kept.
 *
 * @param maxQueued how many tasks of one kind may be queued or waiting at once
 * @param maxDelay how far ahead a task's {@code not_before} and {@code deadline} may lie
 * @param history how long a task that has ended is kept, with its result
 * @param maxBytes how many bytes a queue in memory may hold, at least 1 MiB
 */
public record TaskSettings(int maxQueued, Duration maxDelay, Duration history, long maxBytes) {

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
  static final Setting<Long> MAX_BYTES =
      Setting.of(
          "tasks.max-bytes",
          SettingTypes.LARGE_SIZE,
          "256MiB",
          "How much the tasks in a queue in memory may take, with payloads and results; where that"
              + " is full, those that ended first are forgotten, then new ones refused. Queues in"
              + " Redis and Postgres are bounded by their stores.");
  static final List<Setting<?>> SETTINGS = List.of(MAX_QUEUED, MAX_DELAY, HISTORY, MAX_BYTES);

  public static final TaskSettings DEFAULTS = from(SettingValues.NONE);

  public TaskSettings {
    Positive.duration("maxDelay", maxDelay);
    Positive.duration("history", history);
  }

  static TaskSettings from(SettingValues values) {
    return new TaskSettings(
        values.value(MAX_QUEUED),
        values.value(MAX_DELAY),
        values.value(HISTORY),
        values.value(MAX_BYTES));
  }
}
