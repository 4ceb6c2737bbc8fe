package dev.headgate.server.demo;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The callers at work, and GitHub changing under them. */
final class Traffic implements AutoCloseable {
  private static final int STAMPEDE = 200;

  /** How many of the paths, those read most, are also asked for by tasks. */
  private static final int ERRANDS = 8;

  private static final Duration STAMPEDE_LATENCY = Duration.ofSeconds(2);
  private static final long PAUSE_MILLIS = 25;
  private static final long CHANGE_MILLIS = 400;

  private final GitHubSimulator github;
  private final World world;
  private final HttpClient client;
  private final List<Caller> callers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** The client's own: it still works on the last reads while the callers' threads shut down. */
  private final ExecutorService clientThreads = Executors.newVirtualThreadPerTaskExecutor();

  private final Tally tally = new Tally();
  private final Errands errands;
  private volatile boolean running;
  private volatile boolean changing;
  private volatile boolean outage;

  Traffic(URI server, GitHubSimulator github, List<String> logins) {
    this.github = github;
    this.world = new World(github);
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(clientThreads)
            .build();
    this.errands = new Errands(server, client, world.paths().subList(0, ERRANDS));
    for (String login : logins) {
      Caller caller = new Caller(login, server, client);
      github.mapToken(caller.token(), login, "repo");
      callers.add(caller);
    }
  }

  Tally tally() {
    return tally;
  }

  Errands errands() {
    return errands;
  }

  /** Everybody reads everything once, one after the other. */
  void warmUp() throws InterruptedException {
    for (Caller caller : callers) {
      readAll(caller);
    }
  }

  /** Many ask for one cold resource at once; answers how often GitHub was asked for it. */
  long stampede() throws InterruptedException {
    github.play(Scenario.latency(STAMPEDE_LATENCY).forPath(World.STAMPEDE));
    Caller caller = callers.getFirst();
    List<Callable<Caller.Read>> reads = new ArrayList<>();
    for (int i = 0; i < STAMPEDE; i++) {
      reads.add(() -> caller.read(World.STAMPEDE));
    }
    for (Future<Caller.Read> read : threads.invokeAll(reads)) {
      try {
        tally.add(read.get(), false);
      } catch (ExecutionException failure) {
        throw new IllegalStateException("a caller failed", failure);
      }
    }
    github.clearScenarios();
    return github.requests(1000).stream()
        .filter(request -> request.target().equals(World.STAMPEDE))
        .count();
  }

  void start() {
    running = true;
    changing = true;
    for (int i = 0; i < callers.size(); i++) {
      Caller caller = callers.get(i);
      SplittableRandom random = new SplittableRandom(i);
      threads.execute(() -> keepReading(caller, random));
    }
    threads.execute(this::keepChanging);
    threads.execute(this::keepHandingIn);
  }

  void outage(boolean down) {
    outage = down;
  }

  /**
   * Gives a caller a new token while nothing changes; answers what reading everything again with it
   * cost, in quota.
   */
  long rotate(String login) throws InterruptedException {
    Caller caller =
        callers.stream().filter(one -> one.login().equals(login)).findFirst().orElseThrow();
    changing = false;
    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    readAll(caller);
    long before = spent(login);
    String next = caller.token() + "rotated";
    github.rotateToken(caller.token(), next, false);
    caller.token(next);
    readAll(caller);
    long cost = spent(login) - before;
    changing = true;
    return cost;
  }

  void stop() throws InterruptedException {
    running = false;
    threads.shutdown();
    if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a caller did not stop");
    }
  }

  @Override
  public void close() {
    running = false;
    threads.close();
    client.close();
    clientThreads.close();
  }

  private long spent(String login) {
    return github.stats().spent().getOrDefault(login + " core", 0L);
  }

  private void readAll(Caller caller) throws InterruptedException {
    for (String path : world.paths()) {
      read(caller, path);
    }
  }

  private void keepReading(Caller caller, SplittableRandom random) {
    List<String> paths = world.paths();
    try {
      while (running) {
        read(caller, paths.get(preferred(random, paths.size())));
        TimeUnit.MILLISECONDS.sleep(random.nextLong(PAUSE_MILLIS));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepChanging() {
    try {
      for (int turn = 0; running; turn++) {
        TimeUnit.MILLISECONDS.sleep(CHANGE_MILLIS);
        if (changing && !outage) {
          world.change(turn);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepHandingIn() {
    try {
      for (int turn = 0; running; turn++) {
        errands.handIn(turn);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(Caller caller, String path) throws InterruptedException {
    long version = world.version(path);
    boolean down = outage;
    Caller.Read read = caller.read(path);
    tally.add(read, down || outage);
    tally.time(read);
    if (version > 0
        && read.online()
        && read.status() == 200
        && World.versionIn(read.body()) < version) {
      tally.outdated.increment();
    }
    boolean alice = caller.login().equals("alice");
    if (path.equals(World.PRIVATE) && read.status() == 200 && !alice) {
      tally.foreign.increment();
    }
  }

  /** Zipf's law: the n-th path is read 1/n as often as the first. */
  private static int preferred(SplittableRandom random, int size) {
    double pick = Math.pow(size + 1.0, random.nextDouble());
    return Math.min(size - 1, (int) pick - 1);
  }
}
