package dev.headgate.github.upstream;

import dev.headgate.core.thread.Threads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Breaks off what takes too long. Beginning and ending a watch touches nothing that all calls
 * share; one thread looks at all of them every {@value #TICK_MILLIS} ms, which is how late a
 * deadline may be noticed. Okio's own timeouts pass one lock, several times in every call.
 *
 * <p>Safe for use by several threads. The thread rests while nothing is watched.
 */
final class Deadlines implements AutoCloseable {
  private static final long TICK_MILLIS = 10;
  private static final int TICKS_BEFORE_REST = 200;

  private final Set<HeaderWatch> watched = ConcurrentHashMap.newKeySet();
  private final Thread thread = Threads.daemon("deadlines").newThread(this::run);
  private volatile boolean resting;
  private volatile boolean closed;

  private Deadlines() {}

  /** With its thread running. */
  static Deadlines start() {
    Deadlines deadlines = new Deadlines();
    deadlines.thread.start();
    return deadlines;
  }

  /** Watches it until it is forgotten, or expires. */
  void watch(HeaderWatch watch) {
    watched.add(watch);
    if (resting) {
      LockSupport.unpark(thread);
    }
  }

  /** Ends the watch; false where its time was up before. */
  boolean forget(HeaderWatch watch) {
    return watched.remove(watch);
  }

  /** Whether the thread waits to be woken. */
  boolean resting() {
    return resting;
  }

  /** The thread ends with the last watch. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    int quiet = 0;
    while (!closed || !watched.isEmpty()) {
      quiet = watched.isEmpty() ? quiet + 1 : 0;
      if (quiet < TICKS_BEFORE_REST) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
      } else {
        rest();
        quiet = 0;
      }
      expire(System.nanoTime());
    }
  }

  private void rest() {
    resting = true;
    // What was watched before this was seen found nobody to wake.
    if (watched.isEmpty() && !closed) {
      LockSupport.park(this);
    }
    resting = false;
  }

  private void expire(long now) {
    watched.forEach(watch -> {
      if (watch.due(now) && forget(watch)) {
        watch.expire();
      }
    });
  }
}
