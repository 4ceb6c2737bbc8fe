package dev.headgate.runtime.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.headgate.core.identity.Redactor;
import dev.headgate.runtime.configuration.LoggingSettings;

/**
 * What Logback finds by itself before {@link Logging#start}: lines for people on the error stream,
 * redacted by form, so that even the first event of a process keeps secrets.
 *
 * <p>It also spares the start the search for, and the parsing of, configuration files.
 */
public final class EarlyLogging extends ContextAwareBase implements Configurator {

  /** Used by Logback through {@link java.util.ServiceLoader}. */
  public EarlyLogging() {}

  // Closing it is Logging.start's work, which resets the context.
  @SuppressWarnings("resource")
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    Logging.start(context, LoggingSettings.DEFAULTS, Redactor.FORMS, System.err);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
