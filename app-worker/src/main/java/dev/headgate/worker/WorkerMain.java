package dev.headgate.worker;

import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.InvalidConfiguration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.LoadedConfiguration;
import dev.headgate.runtime.logging.Logging;
import dev.headgate.runtime.process.CannotStart;
import dev.headgate.runtime.process.Hangup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a worker until it is told to stop. */
@Command(
    name = "worker",
    description = "Does the tasks that servers accept; needs a queue that they share.",
    mixinStandardHelpOptions = true)
public final class WorkerMain implements Callable<Integer> {
  @Option(names = "--config", paramLabel = "FILE", description = "A YAML file of settings.")
  private @Nullable Path config;

  /** Runs it and ends the process with its status. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    CommandLine command = new CommandLine(new WorkerMain());
    command.setExecutionExceptionHandler(WorkerMain::explain);
    return command.execute(arguments);
  }

  @Override
  public Integer call() throws InterruptedException {
    LoadedConfiguration loaded = ConfigurationLoader.load(System.getenv(), config);
    Configuration configuration = loaded.configuration();
    HeadgateWorker worker;
    Logging logging = Logging.start(configuration.logging(), loaded.redactor(), System.out);
    Logger log = LoggerFactory.getLogger(WorkerMain.class);
    loaded.warnings().forEach(log::warn);
    LiveConfiguration live = new LiveConfiguration(loaded);
    worker = Workers.worker(live, InstantSource.system());
    start(worker, configuration);
    Hangup.then(live::wishReload);
    log.info(
        "working on {} ({} preset); health and metrics on {}",
        worker.kinds().isEmpty() ? "nothing" : String.join(", ", worker.kinds()),
        configuration.preset(),
        worker.url());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  log.info("stopping: tasks under way may end");
                  worker.close();
                  log.info("stopped");
                  logging.close();
                  stopped.countDown();
                }));
    stopped.await();
    return 0;
  }

  private static void start(HeadgateWorker worker, Configuration configuration) {
    try {
      worker.start();
    } catch (IOException failure) {
      throw new CannotStart(
          "The worker cannot listen on %s:%d: %s. Stop what uses the port, or set WORKER_HOST or WORKER_PORT."
              .formatted(
                  configuration.worker().host(),
                  configuration.worker().port(),
                  failure.getMessage()),
          failure);
    } catch (Exception failure) {
      throw new IllegalStateException("the worker could not be started", failure);
    }
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
}
