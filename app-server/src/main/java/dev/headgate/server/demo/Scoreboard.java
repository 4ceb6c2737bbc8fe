package dev.headgate.server.demo;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.SimulatorStats;
import java.io.PrintStream;
import java.util.Locale;

/** The demo's figures, as they grow and as they are judged in the end. */
final class Scoreboard {
  private static final double LEAST_SAVED = 0.9;

  private final Tally tally;
  private final GitHubSimulator github;
  private final PrintStream out;
  private long stampedeCost = -1;
  private long rotationCost = -1;
  private int tasks;
  private int tasksDone = -1;
  private boolean good = true;

  Scoreboard(Traffic traffic, GitHubSimulator github, PrintStream out) {
    this.tally = traffic.tally();
    this.github = github;
    this.out = out;
  }

  void stampedeCost(long requests) {
    stampedeCost = requests;
  }

  void rotationCost(long quota) {
    rotationCost = quota;
  }

  void tasks(int accepted, int done) {
    tasks = accepted;
    tasksDone = done;
  }

  void line(long second, String scene) {
    out.printf(
        Locale.ROOT,
        "%3d s  %,7d served  %,5d quota spent  %5.1f %% saved  %s%n",
        second,
        tally.served.sum(),
        spent(),
        100 * saved(),
        scene);
  }

  /** Prints the table and the checks. */
  boolean conclude() {
    SimulatorStats stats = github.stats();
    out.println();
    row("requests served", "%,d", tally.served.sum());
    row("upstream requests", "%,d", stats.requests());
    row("  answered 304", "%,d", stats.notModified());
    row("quota spent", "%,d", spent());
    row("quota saved", "%,d (%.1f %%)", tally.online.sum() - spent(), 100 * saved());
    row("hit ratio", "%.1f %%", 100.0 * tally.hits() / Math.max(1, tally.served.sum()));
    row("p50 / p99", "%.1f ms / %.1f ms", tally.quantile(0.5), tally.quantile(0.99));
    row("tasks done", "%,d of %,d", tasksDone, tasks);
    tally.outcomes().forEach((outcome, count) -> row("  " + outcome, "%,d", count));
    out.println();
    long failed = tally.failed.sum();
    check("no read failed", failed == 0, failed + ", the last with " + tally.lastFailure());
    check("at least 90 % of the quota is saved", saved() >= LEAST_SAVED, saved());
    check(
        "reads were served while GitHub was down", tally.inOutage.sum() > 0, tally.inOutage.sum());
    check("a rotated token cost no quota", rotationCost == 0, rotationCost);
    check("200 callers of one cold URL cost one request", stampedeCost == 1, stampedeCost);
    check("no answer was older than GitHub's", tally.outdated.sum() == 0, tally.outdated.sum());
    check("nobody saw what only alice may see", tally.foreign.sum() == 0, tally.foreign.sum());
    check("every task was done", tasks > 0 && tasksDone == tasks, tasksDone + " of " + tasks);
    return good;
  }

  private long spent() {
    return github.stats().spent().entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("127.") && !entry.getKey().startsWith("anon"))
        .mapToLong(java.util.Map.Entry::getValue)
        .sum();
  }

  /** Of what a plain proxy would have spent on the reads answered while GitHub was up. */
  private double saved() {
    long plain = tally.online.sum();
    return plain == 0 ? 0 : 1.0 - (double) spent() / plain;
  }

  private void row(String name, String format, Object... values) {
    out.printf(Locale.ROOT, "%-22s " + format + "%n", prepend(name, values));
  }

  private static Object[] prepend(String name, Object... values) {
    Object[] all = new Object[values.length + 1];
    all[0] = name;
    System.arraycopy(values, 0, all, 1, values.length);
    return all;
  }

  private void check(String claim, boolean holds, Object figure) {
    good &= holds;
    out.printf(
        Locale.ROOT, "%s %s%s%n", holds ? "ok  " : "FAIL", claim, holds ? "" : ": " + figure);
  }
}
