package dev.headgate.server.command;

import dev.headgate.core.identity.Redactor;
import dev.headgate.runtime.configuration.LoggingSettings;
import dev.headgate.runtime.logging.Logging;
import dev.headgate.server.demo.Demo;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the main job with no network and no account. */
@Command(
    name = "demo",
    description = "Simulator, server and traffic in one process, with an outage on the way.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--seconds",
      defaultValue = "20",
      paramLabel = "N",
      description = "How long the traffic lasts (default: ${DEFAULT-VALUE}).")
  private int seconds = 20;

  @Option(names = "--verbose", description = "Shows the server's own log as well.")
  private boolean verbose;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (seconds < 2 || seconds > 86_400) {
      throw new ParameterException(
          spec == null ? new picocli.CommandLine(this) : spec.commandLine(),
          "--seconds: %d (expected: 2 to 86400)".formatted(seconds));
    }
    OutputStream log = verbose ? System.err : OutputStream.nullOutputStream();
    Logging logging = Logging.start(LoggingSettings.DEFAULTS, Redactor.FORMS, log);
    try {
      return new Demo(Duration.ofSeconds(seconds), System.out).run() ? 0 : 1;
    } finally {
      logging.close();
    }
  }
}
