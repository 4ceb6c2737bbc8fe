package dev.headgate.server.command;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.runtime.process.CannotStart;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the GitHub simulator until it is told to stop. */
@Command(
    name = "simulator",
    description = "Runs a GitHub of your own, with faults on demand, for tests.",
    mixinStandardHelpOptions = true)
public final class SimulatorCommand implements Callable<Integer> {
  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description = "Where to listen (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "9090",
      paramLabel = "N",
      description = "On which port; 0 picks a free one (default: ${DEFAULT-VALUE}).")
  private int port = 9090;

  @Option(
      names = "--artifact-url-ttl",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "How long a signed download URL lives (default: ${DEFAULT-VALUE}).")
  private int artifactUrlTtl = 60;

  @Override
  public Integer call() throws InterruptedException {
    try (GitHubSimulator simulator = start()) {
      System.out.println("GitHub simulator on " + simulator.url() + ", control under /_sim");
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(stopped::countDown));
      stopped.await();
    }
    return 0;
  }

  private GitHubSimulator start() {
    try {
      return new GitHubSimulator(
          SimulatorOptions.DEFAULTS
              .withHost(host)
              .withPort(port)
              .withArtifactUrlTtl(Duration.ofSeconds(artifactUrlTtl)));
    } catch (IllegalArgumentException | IllegalStateException mistake) {
      throw new CannotStart("The simulator cannot start: " + mistake.getMessage(), mistake);
    }
  }
}
