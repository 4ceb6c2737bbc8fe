package dev.headgate.server.webhook;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bound on the bytes of all bodies that are being read. Thread-safe. */
final class ByteBudget {
  private static final int UNIT = 1024;

  private final int most;
  private final Semaphore units;

  /** So many bytes at once. */
  ByteBudget(int bytes) {
    this.most = bytes / UNIT;
    this.units = new Semaphore(most, true);
  }

  /**
   * Waits until there is room for so many bytes.
   *
   * @return what gives them back; null if there was no room in time
   */
  @Nullable Runnable take(long bytes, Duration patience) {
    int taken = (int) Math.min(most, bytes / UNIT + 1);
    try {
      if (!units.tryAcquire(taken, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return null;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return null;
    }
    return () -> units.release(taken);
  }
}
