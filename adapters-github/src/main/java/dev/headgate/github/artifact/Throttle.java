package dev.headgate.github.artifact;

import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Rate;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds all transfers of a process together to so many bytes a second: one token bucket, a KiB a
 * token, which holds a quarter of a second. Every step of a transfer books its place in time and
 * waits for it, so transfers take turns in the order in which they come, whatever their number.
 * Thread-safe.
 */
public final class Throttle {
  /** Lets everything pass. */
  public static final Throttle NONE = new Throttle();

  private static final int UNIT = 1_024;
  private static final long LEAST_BURST = 256;

  private final Gcra rule;
  private final AtomicLong tat = new AtomicLong(Gcra.AT_REST);
  private final InstantSource clock;
  private final Waiter waiter;
  private final boolean open;

  private Throttle() {
    rule = new Gcra(1, 1);
    clock = InstantSource.fixed(java.time.Instant.EPOCH);
    waiter = (time, cancellation) -> {};
    open = true;
  }

  /** At that many bytes a second; 0: any. */
  public static Throttle of(long bytesPerSecond, InstantSource clock, Waiter waiter) {
    return bytesPerSecond == 0 ? NONE : new Throttle(bytesPerSecond, clock, waiter);
  }

  private Throttle(long bytesPerSecond, InstantSource clock, Waiter waiter) {
    long units = Math.max(1, bytesPerSecond / UNIT);
    this.rule = Gcra.of(Rate.perSecond(units, Math.max(LEAST_BURST, units / 4)));
    this.clock = clock;
    this.waiter = waiter;
    this.open = false;
  }

  /** One transfer's share; for one thread at a time. */
  Share share(Cancellation cancellation) {
    return new Share(cancellation);
  }

  /** Books that many units and tells how long to wait for them. */
  private Duration book(long units, long now) {
    long before = tat.getAndUpdate(last -> rule.charge(last, units, now));
    long after = rule.charge(before, units, now);
    return Duration.ofNanos(Math.max(0, rule.backlog(after, now) - rule.window()));
  }

  /** Adds up what one transfer moves, and waits where it moves too fast. */
  final class Share {
    private static final long STEP = 16 * UNIT;
    private final Cancellation cancellation;
    private long pending;

    private Share(Cancellation cancellation) {
      this.cancellation = cancellation;
    }

    void moved(int bytes) throws InterruptedIOException {
      if (open) {
        return;
      }
      pending += bytes;
      // Step by step: who moves much at once takes as many turns, and no longer ones.
      while (pending >= STEP) {
        pending -= STEP;
        turn(book(STEP / UNIT, EpochNanos.of(clock.instant())));
      }
    }

    private void turn(Duration wait) throws InterruptedIOException {
      if (wait.isZero()) {
        return;
      }
      try {
        waiter.await(wait, cancellation);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while it waited for its turn");
      }
    }
  }
}
