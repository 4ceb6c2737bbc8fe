package dev.headgate.server.admission;

import dev.headgate.core.admission.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock for hours that are to pass in seconds. It runs as fast as it may while everybody waits
 * for it, but while there is work under way hardly faster than that is done: so a slow machine has
 * slow hours instead of hours in which less is done.
 *
 * <p>Thread-safe.
 */
final class HurriedTime implements InstantSource {
  /** How far it goes in one step while everybody waits. */
  private static final Duration FULL = Duration.ofMillis(800);

  /** How far it goes for each piece of work done: for 5,000 of them half an hour. */
  private static final Duration PIECE = Duration.ofMillis(360);

  /** How far it goes at the least, in case what is under way waits for it after all. */
  private static final Duration LEAST = Duration.ofMillis(3);

  private static final Duration PAUSE = Duration.ofMillis(1);

  private final PriorityQueue<Due> dues =
      new PriorityQueue<>(Comparator.comparing(Due::time).thenComparingLong(Due::number));
  private final AtomicLong working = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final LongSupplier waiting;
  private final Thread ticker;
  private volatile Instant now;
  private volatile boolean stopped;
  private long numbers;

  /** A clock that shows {@code start}; of the work under way so many pieces wait for it. */
  HurriedTime(Instant start, LongSupplier waiting) {
    now = start;
    this.waiting = waiting;
    ticker = Thread.ofPlatform().name("hurried-time").daemon().start(this::run);
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Calls back by this clock, on that executor. */
  Alarm alarm(Executor executor) {
    return (time, action) -> {
      Due due;
      synchronized (dues) {
        due = new Due(time, numbers++, () -> executor.execute(() -> work(action::run)));
        dues.add(due);
      }
      return () -> {
        synchronized (dues) {
          dues.remove(due);
        }
      };
    };
  }

  /** Returns when that time has come. */
  void awaitUntil(Instant time) throws InterruptedException {
    CountDownLatch come = new CountDownLatch(1);
    Runnable callOff = alarm(Runnable::run).at(time, come::countDown);
    try {
      come.await();
    } finally {
      callOff.run();
    }
  }

  /** Does a piece of work, which the clock waits for. */
  <X extends Exception> void work(Piece<X> piece) throws X {
    working.incrementAndGet();
    try {
      piece.run();
    } finally {
      done.incrementAndGet();
      working.decrementAndGet();
    }
  }

  /** It stands still from now on. */
  void stop() throws InterruptedException {
    stopped = true;
    ticker.join();
  }

  private void run() {
    long counted = 0;
    try {
      while (!stopped) {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        long all = done.get();
        now = now.plus(step(all - counted));
        counted = all;
        callBack();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration step(long pieces) {
    if (working.get() <= waiting.getAsLong()) {
      return FULL;
    }
    long most = PIECE.multipliedBy(pieces).toNanos();
    return Duration.ofNanos(Math.clamp(most, LEAST.toNanos(), FULL.toNanos()));
  }

  private void callBack() {
    Due due = next();
    while (due != null) {
      due.action().run();
      due = next();
    }
  }

  private @Nullable Due next() {
    synchronized (dues) {
      Due first = dues.peek();
      return first == null || first.time().isAfter(now) ? null : dues.poll();
    }
  }

  /** A piece of work that may fail. */
  interface Piece<X extends Exception> {
    void run() throws X;
  }

  private record Due(Instant time, long number, Runnable action) {}
}
