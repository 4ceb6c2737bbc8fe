package dev.headgate.runtime.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.headgate.core.identity.Redactor;
import dev.headgate.runtime.configuration.LoggingSettings;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The logs of a process: one line per event on one stream, every line redacted.
 *
 * <p>{@link #start} replaces whatever was set up before. The logger {@link #ACCESS} has a bounded
 * queue of its own, so that a slow stream never delays a request; everything else is written at
 * once. The MDC key {@link #REQUEST_ID} is part of every line.
 */
public final class Logging implements AutoCloseable {

  /** The logger of the access log. */
  public static final String ACCESS = "dev.headgate.access";

  /** The logger of what is decided about requests that an operator watches. */
  public static final String DECISIONS = "dev.headgate.decisions";

  /** The MDC key of the request's id. */
  public static final String REQUEST_ID = "request_id";

  private static final int ACCESS_QUEUE = 8_192;

  private final LoggerContext context;
  private final DroppingAppender access;

  private Logging(LoggerContext context, DroppingAppender access) {
    this.context = context;
    this.access = access;
  }

  /**
   * Sets the process's logging up.
   *
   * @param redactor applied to every finished line
   * @param out where lines go, each whole, from several threads; flushed, never closed
   */
  public static Logging start(LoggingSettings settings, Redactor redactor, OutputStream out) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      throw new IllegalStateException(
          "logging: another provider than Logback is on the class path");
    }
    context.reset();
    bridge();
    return start(context, settings, redactor, out);
  }

  /** What libraries tell the JDK's logging comes here as well. */
  private static void bridge() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  static Logging start(
      LoggerContext context, LoggingSettings settings, Redactor redactor, OutputStream out) {
    Encoder<ILoggingEvent> encoder = encoder(context, settings, redactor);
    var lines = writer(context, encoder, out);
    DroppingAppender access =
        new DroppingAppender(encoder, out, ACCESS_QUEUE, settings.accessSample());
    access.setContext(context);
    access.setName(ACCESS);
    access.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(lines);
    Logger accessLogger = context.getLogger(ACCESS);
    accessLogger.setAdditive(false);
    accessLogger.addAppender(access);
    LogLevels.set(context, settings);
    return new Logging(context, access);
  }

  /** Access lines that found the queue full and are lost. */
  public long droppedAccessLines() {
    return access.dropped();
  }

  /** Writes what is queued and stops; later events are ignored. */
  @Override
  public void close() {
    // The queue first: its thread still needs the writer.
    access.stop();
    context.reset();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
  }

  private static Encoder<ILoggingEvent> encoder(
      LoggerContext context, LoggingSettings settings, Redactor redactor) {
    LayoutBase<ILoggingEvent> lines =
        switch (settings.format()) {
          case HUMAN -> new HumanLayout();
          case JSON -> new JsonLayout();
        };
    RedactingEncoder encoder = new RedactingEncoder(lines, redactor);
    lines.setContext(context);
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static OutputStreamAppender<ILoggingEvent> writer(
      LoggerContext context, Encoder<ILoggingEvent> encoder, OutputStream out) {
    OutputStreamAppender<ILoggingEvent> writer = new OutputStreamAppender<>();
    writer.setContext(context);
    writer.setName("lines");
    writer.setEncoder(encoder);
    writer.setOutputStream(new UnclosedStream(out));
    writer.start();
    return writer;
  }
}
