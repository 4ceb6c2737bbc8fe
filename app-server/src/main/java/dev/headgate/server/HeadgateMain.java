package dev.headgate.server;

import dev.headgate.runtime.configuration.InvalidConfiguration;
import dev.headgate.runtime.process.CannotStart;
import dev.headgate.server.command.CheckConfigCommand;
import dev.headgate.server.command.DemoCommand;
import dev.headgate.server.command.MigrateCommand;
import dev.headgate.server.command.ServerCommand;
import dev.headgate.server.command.SimulatorCommand;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's entry: picks the command. */
@Command(
    name = "headgate",
    description = "The gate between your organisation and GitHub's API quota.",
    mixinStandardHelpOptions = true,
    versionProvider = HeadgateMain.Version.class,
    subcommands = {
      ServerCommand.class,
      DemoCommand.class,
      SimulatorCommand.class,
      CheckConfigCommand.class,
      MigrateCommand.class,
      CommandLine.HelpCommand.class
    })
public final class HeadgateMain {
  /** Runs a command and ends the process with its status. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    CommandLine commands = new CommandLine(new HeadgateMain());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionExceptionHandler(HeadgateMain::explain);
    return commands.execute(arguments);
  }

  /** Mistakes are told in words; only bugs show where they happened. */
  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) throws Exception {
    if (failure instanceof InvalidConfiguration || failure instanceof CannotStart) {
      command.getErr().println(failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }

  /** The version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = HeadgateMain.class.getPackage().getImplementationVersion();
      return new String[] {"headgate " + Objects.requireNonNullElse(version, "(unpackaged)")};
    }
  }
}
