package dev.headgate.embedded;

import dev.headgate.core.admission.Alarm;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.thread.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done in the background, on daemon threads that end when it is closed. */
final class Chores implements Alarm, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

  /** So many, that one which waits for a store holds up none of the others. */
  private static final int THREADS = 3;

  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(THREADS, Threads.daemon("headgate-chores"));
  private final Executor waiting = Threads.eachLight("headgate-waiting");
  private final Queue<Runnable> last = new ConcurrentLinkedQueue<>();

  Chores(InstantSource clock) {
    this.clock = clock;
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Does the chore that often, from now on. */
  void every(Duration period, Runnable chore) {
    long nanos = period.toNanos();
    Future<?> unused =
        timer.scheduleWithFixedDelay(() -> attempt(chore), 0, nanos, TimeUnit.NANOSECONDS);
  }

  /** Does this now, on a thread of its own; it has an end of its own. */
  void once(String name, Runnable chore) {
    Thread unused = Threads.startLight(name, () -> attempt(chore));
  }

  /** Does this once, when the others have ended. */
  void atEnd(Runnable chore) {
    last.add(chore);
  }

  @Override
  public Runnable at(Instant time, Runnable action) {
    long nanos = Math.max(0, Duration.between(clock.instant(), time).toNanos());
    Future<?> due =
        timer.schedule(() -> waiting.execute(() -> attempt(action)), nanos, TimeUnit.NANOSECONDS);
    return () -> due.cancel(false);
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
    timer.shutdownNow();
    last.forEach(Chores::attempt);
  }
}
