package dev.headgate.server.command;

import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.LoadedConfiguration;
import dev.headgate.runtime.logging.Logging;
import dev.headgate.runtime.process.CannotStart;
import dev.headgate.runtime.process.Hangup;
import dev.headgate.server.Headgate;
import dev.headgate.server.HeadgateServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the API server until it is told to stop. */
@Command(
    name = "server",
    description = "Runs the API server, on 127.0.0.1:8080 unless configured otherwise.",
    mixinStandardHelpOptions = true)
public final class ServerCommand implements Callable<Integer> {
  @Option(names = "--config", paramLabel = "FILE", description = "A YAML file of settings.")
  private @Nullable Path config;

  @Override
  public Integer call() throws InterruptedException {
    LoadedConfiguration loaded = ConfigurationLoader.load(System.getenv(), config);
    Configuration configuration = loaded.configuration();
    Logging logging = Logging.start(configuration.logging(), loaded.redactor(), System.out);
    Logger log = LoggerFactory.getLogger(ServerCommand.class);
    loaded.warnings().forEach(log::warn);
    LiveConfiguration live = new LiveConfiguration(loaded);
    HeadgateServer server = Headgate.server(live, InstantSource.system());
    start(server, configuration);
    Hangup.then(live::wishReload);
    log.info(
        "listening on {}, mirroring {} ({} preset)",
        server.url(),
        configuration.github().apiUrl(),
        configuration.preset());
    if (configuration.server().managementPort() != null) {
      log.info("health, metrics and administration on {}", server.managementUrl());
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  log.info("stopping: requests in flight may end");
                  server.close();
                  log.info("stopped");
                  logging.close();
                  stopped.countDown();
                }));
    stopped.await();
    return 0;
  }

  private static void start(HeadgateServer server, Configuration configuration) {
    try {
      server.start();
    } catch (IOException failure) {
      throw new CannotStart(
          "The server cannot listen on %s:%d: %s. Stop what uses the port, or set SERVER_HOST or SERVER_PORT."
              .formatted(
                  configuration.server().host(),
                  configuration.server().port(),
                  failure.getMessage()),
          failure);
    } catch (Exception failure) {
      throw new IllegalStateException("the server could not be started", failure);
    }
  }
}
