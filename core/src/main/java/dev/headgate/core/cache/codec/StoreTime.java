package dev.headgate.core.cache.codec;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One moment by two clocks, in microseconds: carries what is kept by a store's clock to the
 * caller's.
 *
 * @param caller the moment by the caller's clock
 * @param store the same moment by the store's, since the epoch
 */
public record StoreTime(Instant caller, long store) {
  /** How long before {@code now} that was, by one clock; negative where it is yet to come. */
  public static long age(Instant then, Instant now) {
    return ChronoUnit.MICROS.between(then, now);
  }

  /** Microseconds since the epoch. */
  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** When that was by the caller's clock, given the store's. */
  public Instant here(long there) {
    return caller.minus(Duration.of(store - there, ChronoUnit.MICROS));
  }
}
