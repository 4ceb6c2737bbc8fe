package dev.headgate.core.gateway;

import java.time.Duration;
import java.time.Instant;

/**
 * How many retries all calls of a process may make together: every first attempt earns a fifth of
 * one, a small reserve comes with time so that a quiet process may retry too, and each retry takes
 * one. So an outage adds a fifth to the load, instead of multiplying it by the attempts of each
 * call (Google, "Site Reliability Engineering", chapter 22; the gRPC proposal A6 calls it retry
 * throttling).
 *
 * <p>Safe for use by several threads. Time that goes backwards earns nothing.
 */
final class RetryBudget {
  private static final long RETRY = 1_000_000_000L;
  private static final long PER_CALL = RETRY / 5;
  private static final long PER_SECOND = 2;
  private static final long FIRST = 20 * RETRY;
  private static final long MOST = 100 * RETRY;
  private static final Duration FULL_AFTER = Duration.ofNanos(MOST / PER_SECOND);

  /** In billionths of a retry, so that a nanosecond earns a whole number of them. */
  private long balance = FIRST;

  private Instant earned;

  RetryBudget(Instant start) {
    earned = start;
  }

  /** A call's first attempt. */
  synchronized void called(Instant now) {
    earn(now);
    balance = Math.min(MOST, balance + PER_CALL);
  }

  /** Takes one retry; false where none is left. */
  synchronized boolean take(Instant now) {
    earn(now);
    if (balance < RETRY) {
      return false;
    }
    balance -= RETRY;
    return true;
  }

  private void earn(Instant now) {
    if (!now.isAfter(earned)) {
      return;
    }
    Duration passed = Duration.between(earned, now);
    earned = now;
    balance =
        passed.compareTo(FULL_AFTER) >= 0
            ? MOST
            : Math.min(MOST, balance + passed.toNanos() * PER_SECOND);
  }
}
