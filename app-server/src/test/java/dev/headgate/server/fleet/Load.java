package dev.headgate.server.fleet;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Callers who ask every server of a fleet again and again, each on a virtual thread. */
final class Load implements AutoCloseable {
  private final Queue<Answers.Answer> answers = new ConcurrentLinkedQueue<>();
  private final List<Future<?>> asking = new ArrayList<>();
  private final ScheduledExecutorService callers;

  private Load(Fleet fleet, int callersEach, Duration pause, List<String> paths) {
    int count = callersEach * fleet.size() * paths.size();
    callers = Executors.newScheduledThreadPool(count, Thread.ofVirtual().factory());
    for (int i = 0; i < count; i++) {
      int server = i % fleet.size();
      String path = paths.get(i / fleet.size() % paths.size());
      asking.add(
          callers.scheduleWithFixedDelay(
              () -> ask(fleet, server, path), 0, pause.toNanos(), TimeUnit.NANOSECONDS));
    }
  }

  /** Begins: so many callers for each server and path, who pause so long after each answer. */
  static Load on(Fleet fleet, int callersEach, Duration pause, String... paths) {
    return new Load(fleet, callersEach, pause, List.of(paths));
  }

  private void ask(Fleet fleet, int server, String path) {
    long began = System.nanoTime();
    int status = fleet.status(server, path);
    answers.add(new Answers.Answer(server, path, status, began, System.nanoTime()));
  }

  /** Lets it go on for so long. */
  Load lasting(Duration span) {
    long start = System.nanoTime();
    await().atMost(span.multipliedBy(10)).until(() -> System.nanoTime() - start >= span.toNanos());
    return this;
  }

  /** What has come back so far. */
  Answers soFar() {
    return new Answers(List.copyOf(answers));
  }

  /** Ends it, and waits for what is under way. */
  Answers end() {
    close();
    return soFar();
  }

  @Override
  public void close() {
    asking.forEach(task -> task.cancel(false));
    callers.close();
  }
}
