package dev.headgate.storage.memory.limit;

import dev.headgate.core.thread.Threads;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Drops buckets at rest twice a minute, whether anybody asks or not: callers who left take no
 * memory.
 *
 * <p>It has one daemon thread, which ends with {@link #close()}, and by itself once nobody uses the
 * buckets any more.
 */
public final class MemoryLimitSweeper implements AutoCloseable {

  /** The time between two sweeps. */
  public static final Duration PAUSE = Duration.ofSeconds(30);

  private final WeakReference<MemoryTokenBuckets> buckets;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;

  /** Sweeps these buckets by the clock that their callers use. */
  public MemoryLimitSweeper(MemoryTokenBuckets buckets, InstantSource clock, Duration pause) {
    this.buckets = new WeakReference<>(buckets);
    this.clock = clock;
    this.timer = Executors.newSingleThreadScheduledExecutor(Threads.daemon("limit-sweeper"));
    Future<?> unused =
        timer.scheduleWithFixedDelay(
            this::sweep, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void sweep() {
    MemoryTokenBuckets swept = buckets.get();
    if (swept == null) {
      timer.shutdown();
    } else {
      swept.sweep(clock.instant());
    }
  }

  /** Whether its thread has ended. */
  boolean hasEnded() {
    return timer.isTerminated();
  }

  /** Ends the thread; a sweep under way ends first. */
  @Override
  public void close() {
    timer.shutdown();
  }
}
