package dev.headgate.server.dashboard;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings the latest event to all who listen. There is only ever one, the latest: who is slow misses
 * those in between, and costs no memory. Thread-safe.
 */
final class Broadcast implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final Semaphore places;
  private final Duration patience;
  private volatile @Nullable Event latest;
  private volatile boolean closed;

  /**
   * To at most so many.
   *
   * @param patience for how long a listener may take nothing of what he was sent
   */
  Broadcast(int most, Duration patience) {
    this.places = new Semaphore(most);
    this.patience = patience;
  }

  /** One who listens from now on, until it is closed; null where there are too many. */
  @Nullable Listener join() {
    if (closed || !places.tryAcquire()) {
      return null;
    }
    Listener listener = new Listener(this);
    listeners.add(listener);
    return listener;
  }

  void leave(Listener listener) {
    if (listeners.remove(listener)) {
      places.release();
    }
  }

  int listeners() {
    return listeners.size();
  }

  /** Whoever listens is sent this, unless a later one is there when his turn comes. */
  void publish(Event event) {
    lock.lock();
    try {
      latest = event;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Nullable Event latest() {
    return latest;
  }

  boolean closed() {
    return closed;
  }

  /**
   * Waits for an event other than that.
   *
   * @return null when there was none for so long, or there will be none
   */
  @Nullable Event after(long id, Duration longest) throws InterruptedException {
    long left = longest.toNanos();
    lock.lock();
    try {
      while (!closed && left > 0) {
        Event event = latest;
        if (event != null && event.id() != id) {
          return event;
        }
        left = news.awaitNanos(left);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Cuts those off who are too slow. */
  void cutSlow() {
    listeners.forEach(listener -> listener.cutIfSlow(patience));
  }

  /** Ends all streams. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
    // Who is in the middle of a write that does not end hears no signal.
    listeners.forEach(listener -> listener.cutIfSlow(Duration.ofMillis(100)));
  }

  /** Nanoseconds, as {@link System#nanoTime()} counts them. */
  static long ticks() {
    return System.nanoTime();
  }

  static boolean longer(long since, Duration patience) {
    return ticks() - since > TimeUnit.NANOSECONDS.convert(patience);
  }
}
