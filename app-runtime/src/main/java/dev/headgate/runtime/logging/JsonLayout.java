package dev.headgate.runtime.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.slf4j.event.KeyValuePair;

/**
 * Lines for machines: one JSON object per event, with the names that log collectors know
 * ({@code @timestamp}, {@code level}, {@code logger_name}, {@code message}, {@code stack_trace});
 * the event's own fields and its MDC stand beside them.
 */
final class JsonLayout extends LayoutBase<ILoggingEvent> {
  private static final JsonStringEncoder TEXT = JsonStringEncoder.getInstance();

  private final Timestamps times = new Timestamps();

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(512);
    line.append("{\"@timestamp\":\"");
    times.append(event.getTimeStamp(), line);
    line.append("\",\"level\":\"").append(event.getLevel()).append('"');
    text("logger_name", event.getLoggerName(), line);
    text("thread_name", event.getThreadName(), line);
    text("message", event.getFormattedMessage(), line);
    event.getMDCPropertyMap().forEach((key, value) -> text(key, value, line));
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        field(pair.key, pair.value, line);
      }
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      StringBuilder trace = new StringBuilder();
      StackTraces.append(thrown, trace);
      text("stack_trace", trace.toString(), line);
    }
    return line.append("}\n").toString();
  }

  private static void field(String key, Object value, StringBuilder line) {
    if (value instanceof Number || value instanceof Boolean) {
      name(key, line);
      line.append(value);
    } else {
      text(key, String.valueOf(value), line);
    }
  }

  private static void text(String key, String value, StringBuilder line) {
    name(key, line);
    line.append('"');
    quoted(String.valueOf(value), line);
    line.append('"');
  }

  private static void name(String key, StringBuilder line) {
    line.append(",\"");
    quoted(key, line);
    line.append("\":");
  }

  /** Most text needs no escape and is copied as it is. */
  private static void quoted(String text, StringBuilder line) {
    if (plain(text)) {
      line.append(text);
    } else {
      TEXT.quoteAsString(text, line);
    }
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }
}
