package dev.headgate.server.command;

import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.store.AuditLine;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the audit's entries as lines of JSON, the oldest first. */
@Command(
    name = "export",
    description = "Prints the audit as lines of JSON, the oldest first.",
    mixinStandardHelpOptions = true)
public final class AuditExportCommand implements Callable<Integer> {
  @Option(names = "--config", paramLabel = "FILE", description = "A YAML file of settings.")
  private @Nullable Path config;

  @Override
  public Integer call() {
    try (AuditReader reader = AuditReader.open(ConfigurationLoader.load(System.getenv(), config))) {
      reader.each(
          0, reader.span().head().number(), entry -> System.out.println(AuditLine.of(entry)));
    }
    return 0;
  }
}
