package dev.headgate.core.spending;

import dev.headgate.core.quota.QuotaAccount;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When to warn of one quota's end: once per window, when the forecast has stood for a minute or
 * less than five minutes are left; once more when only a quarter of the time is left that there was
 * then. An end shortly before the reset, by less than a tenth of the time until then, is none.
 * Windows of a minute warn every quarter of an hour at most.
 *
 * <p>For one thread at a time.
 */
final class Alarm {
  private static final Duration STANDING = Duration.ofMinutes(1);
  private static final Duration URGENT = Duration.ofMinutes(5);
  static final Duration REST = Duration.ofMinutes(15);
  private static final int TENTH = 10;
  private static final int NEARER = 4;

  private @Nullable Instant standsSince;
  private @Nullable Instant window;
  private @Nullable Instant warnedAt;
  private Duration leftThen = Duration.ZERO;
  private boolean again;

  /** Whether to warn now. */
  boolean due(QuotaAccount account, Forecast forecast, Instant now) {
    @Nullable Instant reset = account.reset();
    @Nullable Duration left = forecast.left(now);
    if (reset == null || left == null || account.remaining() == 0 || close(left, reset, now)) {
      standsSince = null;
      return false;
    }
    if (standsSince == null) {
      standsSince = now;
    }
    if (window != null && !reset.isAfter(window.plus(QuotaAccount.TOLERANCE))) {
      boolean nearer = !again && left.compareTo(leftThen.dividedBy(NEARER)) <= 0;
      again |= nearer;
      return nearer;
    }
    boolean stands = !now.isBefore(standsSince.plus(STANDING)) || left.compareTo(URGENT) < 0;
    boolean rested = warnedAt == null || !now.isBefore(warnedAt.plus(REST));
    if (!stands || !rested) {
      return false;
    }
    window = reset;
    warnedAt = now;
    leftThen = left;
    again = false;
    return true;
  }

  /** Whether the last warning was the second of its window. */
  boolean again() {
    return again;
  }

  private static boolean close(Duration left, Instant reset, Instant now) {
    Duration window = Duration.between(now, reset);
    return window.minus(left).compareTo(window.dividedBy(TENTH)) < 0;
  }
}
