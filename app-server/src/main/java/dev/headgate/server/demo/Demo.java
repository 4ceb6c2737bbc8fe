package dev.headgate.server.demo;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.server.Headgate;
import dev.headgate.server.HeadgateServer;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The main job, shown: callers read through a server whose GitHub changes, rotates a token, limits
 * one caller and goes down for a while. Every figure is counted where it arises, by the callers and
 * by the simulated GitHub, and the demo judges itself by them.
 */
public final class Demo {
  private static final List<String> LOGINS = List.of("alice", "bob", "carol", "dave", "ci-bot");

  private final Duration duration;
  private final PrintStream out;

  /** A demo of that length, which tells its story to {@code out}. */
  public Demo(Duration duration, PrintStream out) {
    this.duration = duration;
    this.out = out;
  }

  /**
   * Runs it.
   *
   * @return whether all its checks hold
   */
  public boolean run() throws Exception {
    try (GitHubSimulator github = GitHubSimulator.start();
        HeadgateServer server = server(github)) {
      server.start();
      out.printf("GitHub (simulated) %s   Headgate %s%n", github.url(), server.url());
      out.printf(
          "Dashboard %s/dashboard   (to watch while this runs; --seconds 300 gives more time)%n%n",
          server.managementUrl());
      try (Traffic traffic = new Traffic(server.url(), github, LOGINS)) {
        return story(github, traffic);
      }
    }
  }

  private static HeadgateServer server(GitHubSimulator github) {
    Map<String, String> settings =
        Map.of(
            "GITHUB_API_URL", github.url().toString(),
            "GITHUB_TOKEN", "ghp_headgate0",
            "SERVER_PORT", "0",
            "GITHUB_STATUS_SLEEP_TIME", "100ms",
            // Two hundred at once before the code is warm: here they wait, on however slow a
            // machine.
            "PROTECTION_LOAD_SHEDDING", "shadow",
            "GITHUB_CIRCUIT_BREAKER_TIMEOUT_MS", "2000");
    return Headgate.server(
        new LiveConfiguration(ConfigurationLoader.load(settings, null)), InstantSource.system());
  }

  private boolean story(GitHubSimulator github, Traffic traffic) throws InterruptedException {
    Scoreboard board = new Scoreboard(traffic, github, out);
    board.stampedeCost(traffic.stampede());
    traffic.warmUp();
    traffic.start();
    Narrator narrator = new Narrator(duration, board);
    narrator.until(0.25, "reads");
    board.rotationCost(traffic.rotate("alice"));
    narrator.until(0.40, "alice's token is rotated");
    github.play(Scenario.outage(503));
    traffic.outage(true);
    narrator.until(0.60, "GitHub is down");
    github.clearScenarios();
    traffic.outage(false);
    narrator.until(0.75, "GitHub is back");
    Duration pause = Duration.ofSeconds(Math.max(1, duration.toSeconds() / 10));
    github.play(Scenario.secondary(pause).forPrincipal("bob").times(1));
    narrator.until(1.0, "bob meets a secondary limit");
    traffic.stop();
    board.tasks(traffic.errands().accepted(), traffic.errands().succeeded());
    return board.conclude();
  }

  /** Lets the story's time pass, with a line each second. */
  private static final class Narrator {
    private final long start;
    private final long length;
    private final Scoreboard board;
    private long nextLine;

    Narrator(Duration duration, Scoreboard board) {
      this.start = System.nanoTime();
      this.length = duration.toNanos();
      this.board = board;
      this.nextLine = TimeUnit.SECONDS.toNanos(1);
    }

    void until(double share, String scene) throws InterruptedException {
      long end = (long) (length * share);
      for (long now = now(); now < end; now = now()) {
        TimeUnit.NANOSECONDS.sleep(Math.min(end, nextLine) - now);
        if (now() >= nextLine) {
          board.line(TimeUnit.NANOSECONDS.toSeconds(nextLine), scene);
          nextLine += TimeUnit.SECONDS.toNanos(1);
        }
      }
    }

    private long now() {
      return System.nanoTime() - start;
    }
  }
}
