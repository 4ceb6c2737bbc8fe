package dev.headgate.core.protection;

import dev.headgate.core.http.Body;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A bound on the bytes of bodies that lie in memory for requests under way: those that are being
 * read from GitHub, and those that clients have not taken yet. A body counts once, however many
 * clients it is sent to. The cache has a bound of its own.
 *
 * <p>Nobody waits for room: what does not fit passes through without being kept, or is refused.
 * Safe for use by several threads.
 */
public final class BodyMemory {
  /**
   * Shorter bodies are not counted when they are sent: a socket takes them at once, whatever the
   * client does.
   */
  public static final int SMALL = 16 * 1024;

  private final long most;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();
  private final LongAdder refused = new LongAdder();
  private final ConcurrentHashMap<Body, Integer> held = new ConcurrentHashMap<>();

  /** Room for so many bytes. */
  public BodyMemory(long most) {
    if (most < 1) {
      throw new IllegalArgumentException("most: " + most + " (expected: at least 1)");
    }
    this.most = most;
  }

  /** Room without bound. */
  public static BodyMemory unbounded() {
    return new BodyMemory(Long.MAX_VALUE);
  }

  /** Takes so many bytes, all or none; whoever gets them gives them back. */
  public boolean take(long bytes) {
    while (true) {
      long before = taken.get();
      if (bytes > most - before) {
        refused.increment();
        return false;
      }
      if (taken.compareAndSet(before, before + bytes)) {
        peak.accumulateAndGet(before + bytes, Math::max);
        return true;
      }
    }
  }

  /** Gives back what was taken. */
  public void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** Counts a body as held until it is let go as often; false, and not held, for want of room. */
  public boolean hold(Body body) {
    return held.compute(
            body,
            (same, holders) -> {
              if (holders != null) {
                return holders + 1;
              }
              return take(body.length()) ? 1 : null;
            })
        != null;
  }

  /** One of those who hold it does so no more. */
  public void letGo(Body body) {
    held.computeIfPresent(
        body,
        (same, holders) -> {
          if (holders > 1) {
            return holders - 1;
          }
          giveBack(body.length());
          return null;
        });
  }

  /** The bytes in use. */
  public long taken() {
    return taken.get();
  }

  /** The most that ever were in use at once. */
  public long peak() {
    return peak.get();
  }

  /** The bound. */
  public long most() {
    return most;
  }

  /** How often there was no room. */
  public long refused() {
    return refused.sum();
  }
}
