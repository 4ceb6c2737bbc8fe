package dev.headgate.runtime.work;

import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/** A handler that does what a test says. */
final class Scripted implements TaskHandler {
  static final TaskOutcome DONE = new TaskOutcome.Done("{}");

  final AtomicInteger begun = new AtomicInteger();
  final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  final AtomicInteger most = new AtomicInteger();

  private final String kind;
  private final Work work;
  private int concurrency = 4;
  private int attempts = 5;
  private long memory = 1;
  private Duration longest = Duration.ofMinutes(5);
  private IntUnaryOperator permits = wanted -> wanted;

  Scripted(String kind, Work work) {
    this.kind = kind;
    this.work = work;
  }

  interface Work {
    TaskOutcome handle(TaskRun run) throws Exception;
  }

  Scripted concurrency(int value) {
    concurrency = value;
    return this;
  }

  Scripted attempts(int value) {
    attempts = value;
    return this;
  }

  Scripted memory(long value) {
    memory = value;
    return this;
  }

  Scripted longest(Duration value) {
    longest = value;
    return this;
  }

  Scripted permits(IntUnaryOperator value) {
    permits = value;
    return this;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public TaskOutcome handle(TaskRun run) throws Exception {
    begun.incrementAndGet();
    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try {
      return work.handle(run);
    } finally {
      underWay.decrementAndGet();
    }
  }

  @Override
  public int concurrency() {
    return concurrency;
  }

  @Override
  public int attempts() {
    return attempts;
  }

  @Override
  public long memory() {
    return memory;
  }

  @Override
  public Duration longest() {
    return longest;
  }

  @Override
  public int permits(int wanted, Instant now) {
    asked.incrementAndGet();
    return permits.applyAsInt(wanted);
  }
}
