package dev.headgate.runtime.chore;

import dev.headgate.core.limit.LeasedTokenBuckets;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.storage.StorageFailure;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small chores that come round for as long as the process runs. */
public final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  /** So many, that one which waits for a store holds up none of the others. */
  private static final int THREADS = 3;

  /** Several times in a term of a lease. */
  private static final Duration SETTLE = Duration.ofMillis(10);

  private final ScheduledExecutorService threads =
      new ScheduledThreadPoolExecutor(
          THREADS, Thread.ofPlatform().daemon().name("housekeeping-", 0).factory());

  private final Queue<Runnable> last = new ConcurrentLinkedQueue<>();

  /** Does the chore about that often, from now on. */
  public void every(Duration period, Runnable chore) {
    long nanos = period.toNanos();
    long first = ThreadLocalRandom.current().nextLong(nanos);
    var _ =
        threads.scheduleWithFixedDelay(() -> attempt(chore), first, nanos, TimeUnit.NANOSECONDS);
  }

  /** Does this once, when the others have ended. */
  public void atEnd(Runnable chore) {
    last.add(chore);
  }

  /** Brings what was leased ahead of need back in time, and all of it at the end. */
  public void settle(TokenBuckets buckets) {
    if (buckets instanceof LeasedTokenBuckets leased) {
      every(SETTLE, leased::settle);
      atEnd(leased::close);
    }
  }

  private static void attempt(Runnable chore) {
    try {
      chore.run();
    } catch (StorageFailure away) {
      LOG.debug("a chore waits for its store: {}", away.getMessage());
    } catch (RuntimeException bug) {
      // One chore that fails must not end the others, nor its own next turn.
      LOG.error("a chore failed", bug);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    last.forEach(Housekeeping::attempt);
  }
}
