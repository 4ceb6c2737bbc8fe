package dev.headgate.core.limit;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Holds all who move bytes by it together to so many a second: one token bucket, a KiB a token,
 * which holds a quarter of a second. Every step books its place in time and waits for it, so all
 * take turns in the order in which they come, whatever their number. Counts what is moved and how
 * long was waited, also where any rate is allowed. Thread-safe.
 */
public final class ByteThrottle {
  private static final int UNIT = 1_024;
  private static final long LEAST_BURST = 256;

  private final @Nullable Gcra rule;
  private final InstantSource clock;
  private final AtomicLong tat = new AtomicLong(Gcra.AT_REST);
  private final LongAdder bytes = new LongAdder();
  private final LongAdder waited = new LongAdder();

  private ByteThrottle(@Nullable Gcra rule, InstantSource clock) {
    this.rule = rule;
    this.clock = clock;
  }

  /** At that many bytes a second; 0: any. */
  public static ByteThrottle of(long bytesPerSecond, InstantSource clock) {
    if (bytesPerSecond == 0) {
      return new ByteThrottle(null, clock);
    }
    long units = Math.max(1, bytesPerSecond / UNIT);
    return new ByteThrottle(
        Gcra.of(Rate.perSecond(units, Math.max(LEAST_BURST, units / 4))), clock);
  }

  /** One mover's share, which waits by {@code pause}; for one thread at a time. */
  public Share share(Pause pause) {
    return new Share(pause);
  }

  /** The bytes moved so far. */
  public long bytes() {
    return bytes.sum();
  }

  /** How long all movers together have waited for their turns. */
  public Duration waited() {
    return Duration.ofNanos(waited.sum());
  }

  /** Whether it could be forgotten without letting anybody move more: it has no debts. */
  boolean rests() {
    return rule == null || rule.backlog(tat.get(), EpochNanos.of(clock.instant())) == 0;
  }

  /** Books that many units and tells how long to wait for them. */
  private static Duration book(Gcra rule, AtomicLong tat, long units, long now) {
    long before = tat.getAndUpdate(last -> rule.charge(last, units, now));
    long after = rule.charge(before, units, now);
    return Duration.ofNanos(Math.max(0, rule.backlog(after, now) - rule.window()));
  }

  /** Lets time pass. */
  @FunctionalInterface
  public interface Pause {
    /**
     * Returns when the time has passed, or nobody waits for it any more.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    void await(Duration time) throws InterruptedException;
  }

  /** Adds up what one mover moves, and waits where it moves too fast. */
  public final class Share {
    private static final long STEP = 16 * UNIT;

    private final Pause pause;
    private long pending;

    private Share(Pause pause) {
      this.pause = pause;
    }

    /**
     * So many bytes were moved; waits until as many were due.
     *
     * @throws InterruptedIOException when the thread is interrupted meanwhile
     */
    public void moved(int count) throws InterruptedIOException {
      bytes.add(count);
      Gcra bound = rule;
      if (bound == null) {
        return;
      }
      pending += count;
      // Step by step: who moves much at once takes as many turns, and no longer ones.
      while (pending >= STEP) {
        pending -= STEP;
        turn(book(bound, tat, STEP / UNIT, EpochNanos.of(clock.instant())));
      }
    }

    private void turn(Duration wait) throws InterruptedIOException {
      if (wait.isZero()) {
        return;
      }
      waited.add(wait.toNanos());
      try {
        pause.await(wait);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while it waited for its turn");
      }
    }
  }
}
