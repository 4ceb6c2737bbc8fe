package dev.headgate.core.limit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A {@link ByteThrottle} for each caller, all of one rate. When {@value #MANY} are known, those
 * that rest are forgotten, which lets nobody move more. Thread-safe.
 */
public final class CallerThrottles {
  static final int MANY = 10_000;

  private final long bytesPerSecond;
  private final InstantSource clock;
  private final ConcurrentHashMap<String, ByteThrottle> known = new ConcurrentHashMap<>();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder waited = new LongAdder();

  /** At that many bytes a second for each; 0: any. */
  public CallerThrottles(long bytesPerSecond, InstantSource clock) {
    this.bytesPerSecond = bytesPerSecond;
    this.clock = clock;
  }

  /** That caller's. */
  public ByteThrottle of(String caller) {
    if (bytesPerSecond == 0) {
      return known.computeIfAbsent("", anybody -> ByteThrottle.of(0, clock));
    }
    ByteThrottle throttle =
        known.computeIfAbsent(caller, newcomer -> ByteThrottle.of(bytesPerSecond, clock));
    if (known.size() > MANY) {
      forget();
    }
    return throttle;
  }

  /** The bytes that all have moved so far. */
  public long bytes() {
    return bytes.sum() + known.values().stream().mapToLong(ByteThrottle::bytes).sum();
  }

  /** How long all have waited for their turns. */
  public Duration waited() {
    return known.values().stream()
        .map(ByteThrottle::waited)
        .reduce(Duration.ofNanos(waited.sum()), Duration::plus);
  }

  int size() {
    return known.size();
  }

  private void forget() {
    known.forEach((caller, throttle) -> {
      if (throttle.rests() && known.remove(caller, throttle)) {
        bytes.add(throttle.bytes());
        waited.add(throttle.waited().toNanos());
      }
    });
  }
}
