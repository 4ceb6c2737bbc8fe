package dev.headgate.core.quota;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one of GitHub's counters: an immutable value whose methods give the next one.
 * Adapters store it; the rules are here.
 *
 * <p>Observations arrive late, out of order and from servers that disagree, so they are merged: a
 * later window wins, and within a window the lower remainder wins. Ends of a window that lie within
 * {@link #TOLERANCE} of each other are the same window. A response's figures count the request that
 * it answers, so what that one cost is taken off only where the response told no figures: else
 * responses that overtake each other would be booked twice. What is reserved is held back until its
 * request is settled.
 *
 * @param limit requests or points per window; 0 while nothing is known
 * @param remaining what GitHub has left for this window, less what was settled since
 * @param reset when the window ends; null while nothing is known
 * @param reserved held back for requests under way
 * @param pausedUntil until when GitHub asked for silence; in the past where that ended less than
 *     {@link #RECOVERY} ago; null where it did not ask, or long ago
 */
public record QuotaAccount(
    long limit,
    long remaining,
    @Nullable Instant reset,
    long reserved,
    @Nullable Instant pausedUntil) {
  /** A counter of which nothing is known: it is learnt by spending. */
  public static final QuotaAccount UNKNOWN = new QuotaAccount(0, 0, null, 0, null);

  /** By how much two servers' ideas of one window's end may differ. */
  public static final Duration TOLERANCE = Duration.ofSeconds(2);

  /**
   * GitHub's clock is not ours: one second after the stated end the new window has surely begun.
   */
  public static final Duration GRACE = Duration.ofSeconds(1);

  /** For so long the end of a pause is remembered, since requests start again slowly after it. */
  public static final Duration RECOVERY = Duration.ofSeconds(30);

  /** Validates that nothing is negative. */
  public QuotaAccount {
    if (limit < 0 || remaining < 0 || reserved < 0) {
      throw new IllegalArgumentException(
          "limit, remaining, reserved: %d, %d, %d (expected: 0 or more)"
              .formatted(limit, remaining, reserved));
    }
  }

  /** Why a demand may not be met now; null where it may. */
  public @Nullable Refusal refusal(Demand demand, Instant now) {
    return demand.owed() ? null : refusal(demand.points() + demand.floor(), now);
  }

  /** Why so many points are not to be had now; null where they are. */
  public @Nullable Refusal refusal(long points, Instant now) {
    if (pausedUntil != null && now.isBefore(pausedUntil)) {
      return new Refusal(Refusal.Reason.SECONDARY_PAUSE, pausedUntil);
    }
    if (known(now) && remaining - reserved < points) {
      return new Refusal(Refusal.Reason.PRIMARY_EXHAUSTED, ended());
    }
    return null;
  }

  /** Holds points back for a request that is about to be sent. */
  public QuotaAccount reserve(long points) {
    return new QuotaAccount(limit, remaining, reset, reserved + points, pausedUntil);
  }

  /** Gives back what was held for a request whose response told what is left. */
  public QuotaAccount release(long points) {
    return new QuotaAccount(limit, remaining, reset, Math.max(0, reserved - points), pausedUntil);
  }

  /** Gives back what was held for a request and takes off what it cost, unseen by a response. */
  public QuotaAccount settle(long points, long spent, Instant now) {
    long left = known(now) ? Math.max(0, remaining - spent) : remaining;
    return new QuotaAccount(limit, left, reset, Math.max(0, reserved - points), pausedUntil);
  }

  /**
   * Counts what nobody settled as spent: the request may have been sent.
   *
   * @param lapsed when its time was up, however much later that is noticed
   */
  public QuotaAccount lapse(long points, Instant lapsed) {
    return settle(points, points, lapsed);
  }

  /** Merges what a response said. */
  public QuotaAccount observe(QuotaObservation seen, Instant now) {
    if (reset == null || !known(now) || seen.reset().isAfter(reset.plus(TOLERANCE))) {
      boolean ended = !now.isBefore(seen.reset().plus(GRACE));
      return ended
          ? this
          : new QuotaAccount(seen.limit(), seen.remaining(), seen.reset(), reserved, pausedUntil);
    }
    if (seen.reset().isBefore(reset.minus(TOLERANCE))) {
      return this;
    }
    Instant end = seen.reset().isAfter(reset) ? seen.reset() : reset;
    return new QuotaAccount(
        seen.limit(), Math.min(remaining, seen.remaining()), end, reserved, pausedUntil);
  }

  /** Spends nothing until then; a pause is never shortened. */
  public QuotaAccount pause(Instant until) {
    boolean later = pausedUntil == null || until.isAfter(pausedUntil);
    return later ? new QuotaAccount(limit, remaining, reset, reserved, until) : this;
  }

  /** Nothing is left until then. */
  public QuotaAccount exhaust(Instant until) {
    return new QuotaAccount(Math.max(limit, 1), 0, until, reserved, pausedUntil);
  }

  /**
   * The account without what is over: a pause that ended long ago, the figures of an ended window.
   * Every rule gives the same for it as for the whole.
   */
  public QuotaAccount current(Instant now) {
    boolean rested = pausedUntil != null && !now.isBefore(pausedUntil.plus(RECOVERY));
    boolean ended = reset != null && !known(now);
    if (!rested && !ended) {
      return this;
    }
    return new QuotaAccount(
        ended ? 0 : limit,
        ended ? 0 : remaining,
        ended ? null : reset,
        reserved,
        rested ? null : pausedUntil);
  }

  /** Whether the figures speak of a window that has not ended. */
  public boolean known(Instant now) {
    return reset != null && now.isBefore(ended());
  }

  /** Whether there is nothing left to remember. */
  public boolean idle(Instant now) {
    return reserved == 0 && !known(now) && (pausedUntil == null || !now.isBefore(pausedUntil));
  }

  private Instant ended() {
    return reset == null ? Instant.EPOCH : reset.plus(GRACE);
  }
}
