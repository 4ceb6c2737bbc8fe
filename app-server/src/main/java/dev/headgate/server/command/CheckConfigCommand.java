package dev.headgate.server.command;

import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.LoadedConfiguration;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Validates the configuration and prints it; a wrong one ends with status 1 and every mistake. */
@Command(
    name = "check-config",
    description = "Validates the configuration and prints each value with its origin.",
    mixinStandardHelpOptions = true)
public final class CheckConfigCommand implements Callable<Integer> {
  @Option(names = "--config", paramLabel = "FILE", description = "A YAML file of settings.")
  private @Nullable Path config;

  @Override
  public Integer call() {
    LoadedConfiguration loaded = ConfigurationLoader.load(System.getenv(), config);
    loaded.warnings().forEach(warning -> System.out.println("# warning: " + warning));
    System.out.print(loaded.effective().table());
    return 0;
  }
}
