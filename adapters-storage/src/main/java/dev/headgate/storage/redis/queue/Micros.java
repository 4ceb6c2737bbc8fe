package dev.headgate.storage.redis.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the scripts count them: in microseconds, which a number of Lua holds up to 2255. */
final class Micros {
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final Instant LAST = Instant.parse("2255-01-01T00:00:00Z");

  private Micros() {}

  /** Since the epoch, cut to whole ones; what lies beyond 2255 or before 1970 is brought there. */
  static long of(Instant instant) {
    if (instant.isAfter(LAST)) {
      return of(LAST);
    }
    return instant.isBefore(Instant.EPOCH) ? 0 : ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** Rounded up; a hundred years at most. */
  static long of(Duration length) {
    Duration bounded = length.compareTo(LONGEST) > 0 ? LONGEST : length;
    return bounded.plusNanos(999).dividedBy(ChronoUnit.MICROS.getDuration());
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
