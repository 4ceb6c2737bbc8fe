package dev.headgate.runtime.configuration;

import java.util.List;

/**
 * How the program speaks.
 *
 * @param format for people or for machines
 * @param level the least important level that is written
 * @param accessSample one of how many requests gets a line in the access log; 1: every one
 */
public record LoggingSettings(Format format, Level level, int accessSample) {

  /** How a line looks. */
  public enum Format {
    /** One readable line per event. */
    HUMAN,
    /** One JSON object per event. */
    JSON
  }

  /** The levels, the most important first. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  static final Setting<Format> FORMAT =
      Setting.of(
          "log.format",
          SettingTypes.choice(Format.class),
          "human",
          "Lines for people, or JSON for machines; JSON in production.");
  static final Setting<Level> LEVEL =
      Setting.of(
          "log.level",
          SettingTypes.choice(Level.class),
          "info",
          "The least important level that is written.");
  static final Setting<Integer> ACCESS_SAMPLE =
      Setting.of(
          "access-log.sample",
          SettingTypes.count(1),
          "1",
          "One of how many requests gets a line in the access log; 1: every one.");
  static final List<Setting<?>> SETTINGS = List.of(FORMAT, LEVEL, ACCESS_SAMPLE);

  public static final LoggingSettings DEFAULTS = from(SettingValues.NONE);

  public LoggingSettings {
    Positive.number("accessSample", accessSample);
  }

  static LoggingSettings from(SettingValues values) {
    return new LoggingSettings(
        values.value(FORMAT), values.value(LEVEL), values.value(ACCESS_SAMPLE));
  }
}
