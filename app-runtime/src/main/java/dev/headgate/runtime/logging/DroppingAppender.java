package dev.headgate.runtime.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes lines off the request path: a bounded queue and one thread that writes.
 *
 * <p>The caller never waits. When the queue is full the line is dropped and counted. Of events
 * under {@code WARN} one in {@code sample} is kept. Stopping writes what is queued.
 */
final class DroppingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private static final long PATIENCE_MILLIS = 100;
  private static final ILoggingEvent LAST = new LoggingEvent();
  private static final long GRACE_MILLIS = 2_000;

  private final Appender<ILoggingEvent> writer;
  private final int sample;
  private final BlockingQueue<ILoggingEvent> queue;
  private final AtomicLong seen = new AtomicLong();
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;

  DroppingAppender(Appender<ILoggingEvent> writer, int capacity, int sample) {
    this.writer = writer;
    this.sample = sample;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.thread = Thread.ofPlatform().name("access-log").daemon().unstarted(this::write);
  }

  long dropped() {
    return dropped.sum();
  }

  @Override
  public void start() {
    super.start();
    thread.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    boolean kept = sample == 1 || event.getLevel().isGreaterOrEqual(Level.WARN);
    if (!kept && seen.getAndIncrement() % sample != 0) {
      return;
    }
    event.prepareForDeferredProcessing();
    if (!queue.offer(event)) {
      dropped.increment();
    }
  }

  private void write() {
    try {
      while (isStarted() || !queue.isEmpty()) {
        ILoggingEvent event = queue.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (event != null && !event.equals(LAST)) {
          writer.doAppend(event);
        }
      }
    } catch (InterruptedException stopped) {
      // The grace period is over: what is left is lost, and counted.
      dropped.add(queue.size());
    }
  }

  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    // Wakes a thread that waits; one that has a full queue to write needs no waking.
    queue.offer(LAST);
    try {
      thread.join(GRACE_MILLIS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
