package dev.headgate.server;

import dev.headgate.core.storage.StorageFailure;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small chores that come round for as long as the server runs, one after the other. */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final ScheduledExecutorService thread =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("housekeeping").factory());

  /** Does the chore about that often, from now on. */
  void every(Duration period, Runnable chore) {
    long nanos = period.toNanos();
    long first = ThreadLocalRandom.current().nextLong(nanos);
    thread.scheduleWithFixedDelay(() -> attempt(chore), first, nanos, TimeUnit.NANOSECONDS);
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
    thread.shutdownNow();
  }
}
