package dev.headgate.runtime.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines off the request path: a bounded queue and one thread that encodes and writes.
 *
 * <p>The caller never waits. When the queue is full the line is dropped and counted. Of events
 * under {@code WARN} one in {@code sample} is kept. Stopping writes what is queued.
 *
 * <p>The first line after a silence is written at once; those that follow it within {@value
 * #NAP_MILLIS} ms are written together. While the thread naps no caller has to wake it, which costs
 * more than the line itself.
 */
final class DroppingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private static final long PATIENCE_MILLIS = 100;
  private static final long NAP_MILLIS = 10;
  private static final int BATCH_BYTES = 64 * 1024;
  private static final ILoggingEvent LAST = new LoggingEvent();
  private static final long GRACE_MILLIS = 2_000;

  private final Encoder<ILoggingEvent> encoder;
  private final OutputStream out;
  private volatile int sample;
  private final BlockingQueue<ILoggingEvent> queue;
  private final AtomicLong seen = new AtomicLong();
  private final LongAdder dropped = new LongAdder();
  private final ByteArrayOutputStream batch = new ByteArrayOutputStream(2 * BATCH_BYTES);
  private final Thread thread;

  DroppingAppender(Encoder<ILoggingEvent> encoder, OutputStream out, int capacity, int sample) {
    this.encoder = encoder;
    this.out = out;
    this.sample = sample;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.thread = Thread.ofPlatform().name("access-log").daemon().unstarted(this::write);
  }

  /** Keeps one in so many from now on. */
  void sample(int one) {
    sample = one;
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
    int one = sample;
    boolean kept = one == 1 || event.getLevel().isGreaterOrEqual(Level.WARN);
    if (!kept && seen.getAndIncrement() % one != 0) {
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
        @Nullable ILoggingEvent first = queue.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          write(first);
          nap();
        }
      }
    } catch (InterruptedException stopped) {
      // The grace period is over: what is left is lost, and counted.
      dropped.add(queue.size());
    }
  }

  /** Writes this line and those behind it, in few pieces. */
  private void write(ILoggingEvent first) {
    for (@Nullable ILoggingEvent event = first; event != null; event = queue.poll()) {
      if (!event.equals(LAST)) {
        encode(event);
      }
      if (batch.size() >= BATCH_BYTES) {
        flush();
      }
    }
    flush();
  }

  /** One line that cannot be written must not end the log. */
  private void encode(ILoggingEvent event) {
    try {
      batch.writeBytes(encoder.encode(event));
    } catch (RuntimeException unwritable) {
      addError("an access line could not be encoded", unwritable);
    }
  }

  private void flush() {
    try {
      batch.writeTo(out);
      out.flush();
    } catch (IOException broken) {
      addError("access lines could not be written", broken);
    }
    batch.reset();
  }

  private void nap() throws InterruptedException {
    if (isStarted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(NAP_MILLIS));
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("stopped");
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
