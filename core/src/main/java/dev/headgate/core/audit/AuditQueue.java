package dev.headgate.core.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Events on their way to a store that may be slow or away: a bounded queue, and the loop that
 * writes what waits there in batches. What finds no place is dropped and counted. A batch that
 * could not be written, or may have been, is sent again with the same numbers, half a second later.
 *
 * <p>Thread-safe. Nothing here waits for the store but {@link #drain}, {@link #awaitWritten} and
 * {@link #close}, the latter two no longer than the patience.
 */
public final class AuditQueue {
  /** How many events are written at once. */
  public static final int BATCH = 500;

  private static final long PAUSE_MILLIS = 500;

  /** The last tries follow closer upon each other. */
  private static final long HURRIED_PAUSE_MILLIS = 50;

  private final int maxWaiting;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<NumberedEvent> waiting = new ArrayDeque<>();
  private long appended;
  private long written;
  private long dropped;
  private boolean full;
  private boolean closed;

  /**
   * An empty queue.
   *
   * @param maxWaiting how many events may wait to be written; at least 1
   * @param patience how long a reader waits for what was appended before, and how long closing
   *     waits
   */
  public AuditQueue(int maxWaiting, Duration patience) {
    this.maxWaiting = maxWaiting;
    this.patience = patience;
  }

  /** What became of an event. */
  public enum Offer {
    /** It will be written. */
    WAITS,
    /** There was no place. */
    DROPPED,
    /** There was no place, for the first time since events were written. */
    FIRST_DROPPED
  }

  /** Takes an event in if there is a place. */
  public Offer offer(AuditEvent event) {
    lock.lock();
    try {
      if (closed || waiting.size() >= maxWaiting) {
        dropped++;
        boolean first = !full;
        full = true;
        return first ? Offer.FIRST_DROPPED : Offer.DROPPED;
      }
      waiting.addLast(new NumberedEvent(++appended, event));
      changed.signalAll();
      return Offer.WAITS;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes until the queue is closed and empty, or the thread is interrupted; for one thread.
   *
   * @param write writes a batch, at least one event, in order; false: it is to be sent again
   * @param caughtUp told how many were dropped so far, when events are written after some were
   */
  public void drain(Predicate<List<NumberedEvent>> write, LongConsumer caughtUp) {
    List<NumberedEvent> batch = next();
    while (!batch.isEmpty()) {
      if (write.test(batch)) {
        done(batch, caughtUp);
      } else {
        pause();
      }
      batch = next();
    }
  }

  /** Waits until what was taken in before is written, but no longer than the patience. */
  public void awaitWritten() {
    lock.lock();
    try {
      long last = appended;
      long left = patience.toNanos();
      while (written < last && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** What became of the events so far; all of it at one instant. */
  AuditStatus status(long failures, long rewinds) {
    lock.lock();
    try {
      NumberedEvent first = waiting.peekFirst();
      Instant oldest = first == null ? null : first.event().at();
      return new AuditStatus(written, waiting.size(), oldest, dropped, failures, rewinds);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes nothing in any more and waits for what is to be written.
   *
   * @return the events that were not written in time
   */
  public List<AuditEvent> close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    awaitWritten();
    lock.lock();
    try {
      List<AuditEvent> left = waiting.stream().map(NumberedEvent::event).toList();
      dropped += left.size();
      waiting.clear();
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** The oldest that wait, which stay in the queue until they are written; none once closed. */
  private List<NumberedEvent> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      return Thread.currentThread().isInterrupted()
          ? List.of()
          : waiting.stream().limit(BATCH).toList();
    } catch (InterruptedException stopped) {
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private void done(List<NumberedEvent> batch, LongConsumer caughtUp) {
    long lost = 0;
    lock.lock();
    try {
      batch.forEach(event -> waiting.pollFirst());
      written = batch.get(batch.size() - 1).number();
      lost = full ? dropped : 0;
      full = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (lost > 0) {
      caughtUp.accept(lost);
    }
  }

  private void pause() {
    lock.lock();
    try {
      boolean hurried = closed;
      // Woken by every event that is appended, but never before the time is over.
      long left = TimeUnit.MILLISECONDS.toNanos(hurried ? HURRIED_PAUSE_MILLIS : PAUSE_MILLIS);
      while (left > 0 && closed == hurried) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
