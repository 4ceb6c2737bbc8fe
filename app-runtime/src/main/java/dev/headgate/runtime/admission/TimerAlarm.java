package dev.headgate.runtime.admission;

import dev.headgate.core.admission.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls back in real time: one thread keeps the time, what it calls runs elsewhere. */
final class TimerAlarm implements Alarm, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TimerAlarm.class);

  private final ScheduledThreadPoolExecutor timer;
  private final Executor executor;
  private final InstantSource clock;

  /** An alarm whose actions run on {@code executor}, which may block. */
  TimerAlarm(Executor executor, InstantSource clock) {
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("admission-timer").factory());
    this.timer.setRemoveOnCancelPolicy(true);
    this.executor = executor;
    this.clock = clock;
  }

  @Override
  public Runnable at(Instant time, Runnable action) {
    long nanos = Math.max(0, Duration.between(clock.instant(), time).toNanos());
    Future<?> due =
        timer.schedule(() -> executor.execute(() -> attempt(action)), nanos, TimeUnit.NANOSECONDS);
    return () -> due.cancel(false);
  }

  private static void attempt(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException bug) {
      // Those who wait are tried again at the next occasion; a bug must at least be seen.
      LOG.error("the queue in front of GitHub could not be looked at", bug);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
