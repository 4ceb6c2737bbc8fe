package dev.headgate.runtime.logging;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.headgate.core.identity.Redactor;

/**
 * The one place where secrets leave log events: it redacts the finished line.
 *
 * <p>Whatever an event carries (message, arguments, exceptions, MDC, structured fields) is in its
 * line, so nothing can go around it.
 */
final class RedactingEncoder extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = {};

  private final Layout<ILoggingEvent> lines;
  private final Redactor redactor;

  RedactingEncoder(Layout<ILoggingEvent> lines, Redactor redactor) {
    this.lines = lines;
    this.redactor = redactor;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return ended(redactor.redact(lines.doLayout(event))).getBytes(UTF_8);
  }

  /** A secret at the very end may have swallowed the line break: the next event needs it. */
  private static String ended(String line) {
    return line.endsWith("\n") ? line : line + "\n";
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public void start() {
    lines.start();
    super.start();
  }

  @Override
  public void stop() {
    super.stop();
    lines.stop();
  }
}
