package dev.headgate.runtime.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.headgate.runtime.configuration.LoggingSettings;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** The levels of the process's loggers, set at the start and whenever they are changed. */
public final class LogLevels {
  private LogLevels() {}

  /** Has the process's loggers go by these from now on. */
  public static void set(LoggingSettings settings) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      set(context, settings);
    }
  }

  static void set(LoggerContext context, LoggingSettings settings) {
    Map<String, Level> levels = new HashMap<>();
    Level root = level(settings.level());
    // See LoggingSettings.WIRE.
    LoggingSettings.WIRE.forEach(wire -> levels.put(wire, coarser(root, Level.INFO)));
    // Only what somebody asked for comes here.
    levels.put(Logging.DECISIONS, Level.DEBUG);
    levels.put(Logging.ACCESS, Level.INFO);
    settings.levels().forEach((logger, level) -> levels.put(logger, level(level)));
    Logger rootLogger = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    rootLogger.setLevel(root);
    levels.forEach((logger, level) -> context.getLogger(logger).setLevel(level));
    for (Logger logger : context.getLoggerList()) {
      if (logger != rootLogger && !levels.containsKey(logger.getName())) {
        logger.setLevel(null);
      }
    }
    if (context.getLogger(Logging.ACCESS).getAppender(Logging.ACCESS)
        instanceof DroppingAppender access) {
      access.sample(settings.accessSample());
    }
  }

  private static Level level(LoggingSettings.Level level) {
    return Level.valueOf(level.name());
  }

  private static Level coarser(Level one, Level other) {
    return one.isGreaterOrEqual(other) ? one : other;
  }
}
