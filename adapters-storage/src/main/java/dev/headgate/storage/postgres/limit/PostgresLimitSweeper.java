package dev.headgate.storage.postgres.limit;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.thread.Threads;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a step of a {@link BucketSweep} now and then, whether anybody asks for permits or not.
 * While the database is away nothing is swept, and nothing else depends on it.
 *
 * <p>It has one daemon thread, which ends with {@link #close()}.
 */
public final class PostgresLimitSweeper implements AutoCloseable {

  /** The time between two steps: a million buckets are gone through in two and a half minutes. */
  public static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(PostgresLimitSweeper.class);

  private final BucketSweep sweep;
  private final ScheduledExecutorService timer;

  /** Takes a step of this sweep after each pause. */
  public PostgresLimitSweeper(BucketSweep sweep, Duration pause) {
    this.sweep = sweep;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(Threads.daemon("postgres-limit-sweeper"));
    Future<?> unused =
        timer.scheduleWithFixedDelay(
            this::step, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void step() {
    try {
      sweep.step();
    } catch (StorageFailure failed) {
      LOG.debug("a sweep of the token buckets was left out", failed);
    }
  }

  /** Ends the thread; a step under way ends first. */
  @Override
  public void close() {
    timer.shutdown();
  }
}
