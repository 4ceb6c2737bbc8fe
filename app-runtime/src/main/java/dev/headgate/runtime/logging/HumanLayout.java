package dev.headgate.runtime.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.event.KeyValuePair;

/**
 * Lines for people: time, level, request, logger, message, fields; a stack trace follows indented.
 *
 * <p>Control characters in whatever comes from outside are escaped, so that no request can forge a
 * line or drive a terminal.
 */
final class HumanLayout extends LayoutBase<ILoggingEvent> {

  private final Timestamps times = new Timestamps();

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    times.append(event.getTimeStamp(), line);
    line.append(' ').append(event.getLevel());
    line.append(event.getLevel().toString().length() < 5 ? "  " : " ");
    Map<String, String> context = new TreeMap<>(event.getMDCPropertyMap());
    String request = context.remove(Logging.REQUEST_ID);
    if (request != null) {
      line.append('[');
      ControlCharacters.escape(request, line);
      line.append("] ");
    }
    line.append(shortName(event.getLoggerName())).append(" - ");
    ControlCharacters.escape(String.valueOf(event.getFormattedMessage()), line);
    context.forEach((key, value) -> field(key, value, line));
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        field(pair.key, String.valueOf(pair.value), line);
      }
    }
    line.append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      StackTraces.append(thrown, line);
    }
    return line.toString();
  }

  private static void field(String key, String value, StringBuilder line) {
    line.append(' ');
    ControlCharacters.escape(key, line);
    line.append('=');
    ControlCharacters.escape(value, line);
  }

  private static String shortName(String logger) {
    return logger.startsWith("dev.headgate.") ? logger.substring("dev.".length()) : logger;
  }
}
