package dev.headgate.runtime.work;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.runtime.work.Run.Stop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the leases of runs alive, and stops runs whose lease or time is over.
 *
 * <p>Each lease is renewed when a third of it has passed, on a thread of its own: a queue that
 * answers slowly must not keep the others from being stopped in time. A run that could not be
 * renewed is stopped when a tenth of its lease is left, before anybody else can have its task.
 */
final class Heartbeat {
  private static final int BEATS = 10;

  private final TaskQueue queue;
  private final Collection<Run> runs;
  private final Duration lease;
  private final WorkTelemetry telemetry;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final ThreadFactory threads;

  Heartbeat(
      TaskQueue queue,
      Collection<Run> runs,
      Duration lease,
      WorkTelemetry telemetry,
      InstantSource clock,
      LongSupplier ticker,
      ThreadFactory threads) {
    this.queue = queue;
    this.runs = runs;
    this.lease = lease;
    this.telemetry = telemetry;
    this.clock = clock;
    this.ticker = ticker;
    this.threads = threads;
  }

  /** Beats until its thread is interrupted. */
  void run() {
    long pause = Math.max(1, lease.toNanos() / (2 * BEATS));
    try {
      while (!Thread.currentThread().isInterrupted()) {
        TimeUnit.NANOSECONDS.sleep(pause);
        runs.forEach(this::beat);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat(Run run) {
    long now = ticker.getAsLong();
    long held = run.held(now);
    if (held <= lease.toNanos() / BEATS) {
      run.stop(Stop.LOST);
      return;
    }
    if (run.overdue(now)) {
      run.stop(Stop.OVERDUE);
    }
    if (held <= lease.toNanos() * 2 / 3 && run.beginRenewing()) {
      threads.newThread(() -> renew(run)).start();
    }
  }

  private void renew(Run run) {
    try {
      long asked = ticker.getAsLong();
      run.renewed(queue.renew(run.lease, lease, clock.instant()), asked + lease.toNanos());
    } catch (StorageFailure failure) {
      telemetry.queueFailed(failure);
    } finally {
      run.endRenewing();
    }
  }
}
