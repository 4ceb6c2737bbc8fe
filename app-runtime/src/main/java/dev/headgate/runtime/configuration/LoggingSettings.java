package dev.headgate.runtime.configuration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the program speaks.
 *
 * @param format for people or for machines
 * @param level the least important level that is written
 * @param levels other levels of single loggers and those beneath them
 * @param accessSample one of how many requests gets a line in the access log; 1: every one
 */
public record LoggingSettings(
    Format format, Level level, Map<String, Level> levels, int accessSample) {

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
              "The least important level that is written.")
          .whileRunning();
  static final Setting<Map<String, Level>> LEVELS =
      Setting.of(
              "log.levels",
              SettingType.open(
                  "logger:level pairs separated by ',' such as dev.headgate:debug, each logger"
                      + " once; org.eclipse.jetty, okhttp3 and io.fabric8 at info at the finest",
                  LoggingSettings::levels),
              "",
              "Levels of single loggers and those beneath them. In a file also a map.")
          .whileRunning();
  static final Setting<Integer> ACCESS_SAMPLE =
      Setting.of(
              "access-log.sample",
              SettingTypes.count(1),
              "1",
              "One of how many requests gets a line in the access log; 1: every one.")
          .whileRunning();
  static final List<Setting<?>> SETTINGS = List.of(FORMAT, LEVEL, LEVELS, ACCESS_SAMPLE);

  /** Below INFO these dump raw buffers, in which a token may be cut so that no form is left. */
  public static final List<String> WIRE = List.of("org.eclipse.jetty", "okhttp3", "io.fabric8");

  public static final LoggingSettings DEFAULTS = from(SettingValues.NONE);

  public LoggingSettings {
    levels = Map.copyOf(levels);
    Positive.number("accessSample", accessSample);
  }

  static LoggingSettings from(SettingValues values) {
    return new LoggingSettings(
        values.value(FORMAT),
        values.value(LEVEL),
        values.value(LEVELS),
        values.value(ACCESS_SAMPLE));
  }

  private static Map<String, Level> levels(String text) {
    Map<String, Level> levels = new LinkedHashMap<>();
    SettingTypes.pairs(text, "[A-Za-z_$][A-Za-z0-9_$.-]{0,199}:[A-Za-z]{4,5}")
        .forEach((logger, word) -> {
          Level level = Level.valueOf(word.toUpperCase(Locale.ROOT));
          boolean wire =
              WIRE.stream().anyMatch(name -> logger.equals(name) || logger.startsWith(name + "."));
          if (wire && level.compareTo(Level.INFO) > 0) {
            throw new IllegalArgumentException("would write what travels");
          }
          levels.put(logger, level);
        });
    return levels;
  }
}
