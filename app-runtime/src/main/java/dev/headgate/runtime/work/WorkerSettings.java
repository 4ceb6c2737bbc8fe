package dev.headgate.runtime.work;

import dev.headgate.core.work.TaskHandler;
import java.time.Duration;
import java.util.Map;

/**
 * How a worker works.
 *
 * @param name who it is, for people: the process's name
 * @param concurrency tasks at once by kind, where it differs from the handler's own
 * @param memory bytes that the tasks under way may claim together
 * @param lease how long a task is held without a sign of life
 * @param poll how often it looks for work that no hint told of
 * @param firstRetry the pause before the first retry of a failed task; it doubles with each
 * @param lastRetry the longest pause between retries
 */
public record WorkerSettings(
    String name,
    Map<String, Integer> concurrency,
    long memory,
    Duration lease,
    Duration poll,
    Duration firstRetry,
    Duration lastRetry) {

  public WorkerSettings {
    concurrency = Map.copyOf(concurrency);
    concurrency.forEach((kind, most) -> {
      if (most < 0) {
        throw new IllegalArgumentException(
            "concurrency.%s: %d (expected: 0 or more)".formatted(kind, most));
      }
    });
    if (memory < 1) {
      throw new IllegalArgumentException("memory: %d (expected: at least 1)".formatted(memory));
    }
    positive("lease", lease);
    positive("poll", poll);
    positive("firstRetry", firstRetry);
    positive("lastRetry", lastRetry);
  }

  /**
   * A worker of that name that looks each second, holds tasks for half a minute and lets them claim
   * half of the heap.
   */
  public static WorkerSettings named(String name) {
    return new WorkerSettings(
        name,
        Map.of(),
        Runtime.getRuntime().maxMemory() / 2,
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofMinutes(5));
  }

  /** The same with so many tasks at once of these kinds. */
  public WorkerSettings withConcurrency(Map<String, Integer> other) {
    return new WorkerSettings(name, other, memory, lease, poll, firstRetry, lastRetry);
  }

  /** The same with tasks claiming at most so many bytes together. */
  public WorkerSettings withMemory(long other) {
    return new WorkerSettings(name, concurrency, other, lease, poll, firstRetry, lastRetry);
  }

  /** The same with tasks held for that long without a sign of life. */
  public WorkerSettings withLease(Duration other) {
    return new WorkerSettings(name, concurrency, memory, other, poll, firstRetry, lastRetry);
  }

  /** The same with looks for work that often. */
  public WorkerSettings withPoll(Duration other) {
    return new WorkerSettings(name, concurrency, memory, lease, other, firstRetry, lastRetry);
  }

  /** The same with these pauses before retries. */
  public WorkerSettings withRetries(Duration first, Duration last) {
    return new WorkerSettings(name, concurrency, memory, lease, poll, first, last);
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("%s: %s (expected: more than 0)".formatted(name, value));
    }
  }

  int concurrency(TaskHandler handler) {
    Integer own = concurrency.get(handler.kind());
    return own == null ? handler.concurrency() : own;
  }

  /** The pause before a task is begun again that has failed so often. */
  Duration pause(int attempts, double random) {
    long longest = lastRetry.toNanos();
    long full = Math.min(longest, firstRetry.toNanos() << Math.min(attempts, 20));
    return Duration.ofNanos((long) ((full < 0 ? longest : full) * (0.5 + random / 2)));
  }
}
