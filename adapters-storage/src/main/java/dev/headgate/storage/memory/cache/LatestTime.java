package dev.headgate.storage.memory.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The latest of the instants that came with calls, to the second: the cache's only notion of time.
 * It never goes back. Noting an instant of a second that is known already only reads.
 */
final class LatestTime implements Ticker {
  private final AtomicLong seconds = new AtomicLong();

  void note(Instant now) {
    long second = now.getEpochSecond();
    long known = seconds.get();
    while (second > known && !seconds.compareAndSet(known, second)) {
      known = seconds.get();
    }
  }

  @Override
  public long read() {
    return TimeUnit.SECONDS.toNanos(seconds.get());
  }
}
