package dev.headgate.core.spending;

import dev.headgate.core.quota.QuotaAccount;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a quota lasts until its window ends, if it is spent on at its present pace.
 *
 * @param pace how fast it is spent
 * @param exhaustedAt when nothing will be left; null where it lasts, or nothing is known
 */
public record Forecast(Pace pace, @Nullable Instant exhaustedAt) {
  private static final double MILLIS_PER_MINUTE = 60_000;

  /** Nothing is known. */
  public static final Forecast NONE = new Forecast(Pace.NONE, null);

  /**
   * The forecast for an account: what remains lasts for {@code remaining / pace}, counted from the
   * end of its pause where it rests. Points held back for requests under way count as remaining.
   */
  public static Forecast of(QuotaAccount account, Pace pace, Instant now) {
    Instant reset = account.reset();
    if (reset == null || !account.known(now)) {
      return new Forecast(pace, null);
    }
    if (account.remaining() == 0) {
      return new Forecast(pace, now);
    }
    if (pace.perMinute() == 0) {
      return new Forecast(pace, null);
    }
    double millis = account.remaining() / pace.perMinute() * MILLIS_PER_MINUTE;
    Instant paused = account.pausedUntil();
    Instant start = paused != null && paused.isAfter(now) ? paused : now;
    boolean lasts = millis >= Duration.between(start, reset).toMillis();
    return new Forecast(pace, lasts ? null : start.plusMillis((long) millis));
  }

  /** How long until nothing is left; null where it lasts. */
  public @Nullable Duration left(Instant now) {
    if (exhaustedAt == null) {
      return null;
    }
    return exhaustedAt.isAfter(now) ? Duration.between(now, exhaustedAt) : Duration.ZERO;
  }
}
