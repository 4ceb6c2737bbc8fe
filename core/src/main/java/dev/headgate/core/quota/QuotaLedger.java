package dev.headgate.core.quota;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One account per counter of GitHub's, spent by everybody who uses the same ledger.
 *
 * <p>A request reserves before it is sent and is settled afterwards, whatever became of it: at
 * nothing if it was not sent or GitHub answered an authorised 304, at its points if it was answered
 * or its outcome is unknown. Concurrent reservations never hold more together than what remains,
 * save for those that are {@link Demand#owed}. The rules are {@link QuotaAccount}'s; each method
 * applies them in one atomic step.
 *
 * <p><b>Lapse.</b> A reservation that nobody settles within its demand's hold, since its process
 * died or lost its way, counts as spent at its points from then on: the request may have been sent,
 * and points that GitHub took off must not be given out again. GitHub's next figures correct what
 * was too cautious.
 *
 * <p><b>Repetition.</b> To reserve again by the same id changes nothing while the points are held.
 * To settle again, or after the lapse, takes nothing off a second time; what the response said is
 * merged all the same. So a call whose outcome is unknown can be repeated. A reservation of no
 * points is not remembered: what such a request turned out to cost is learnt from GitHub's figures.
 *
 * <p><b>Time.</b> The end of a window is GitHub's word, by GitHub's clock. Everything else that
 * ends, a pause, a hold, a refusal, is counted from {@code now}, the caller's clock. A ledger in
 * memory takes {@code now} for its own. A ledger that is shared between machines goes by its
 * store's clock, to which it carries the span from {@code now}, and back, so that callers whose
 * clocks are wrong decide alike.
 *
 * <p><b>Cost.</b> In memory a call never blocks. In a store each is one round trip.
 *
 * <p>Safe for use by several threads. Accounts whose window and pause have ended and that hold
 * nothing may be forgotten.
 *
 * <p>Over a store each method may throw a {@link dev.headgate.core.storage.StorageFailure}.
 */
public interface QuotaLedger {
  /** Holds what is demanded back, or says why not; holds nothing when it refuses. */
  Reservation reserve(QuotaKey key, Demand demand, Instant now);

  /**
   * Ends a reservation.
   *
   * @param spent what the request cost; 0 or more
   * @param seen what its response said of the counter; null where it said nothing. It is booked on
   *     the counter that it names, which may be another than the one reserved on
   */
  void settle(Reservation reservation, long spent, @Nullable QuotaObservation seen, Instant now);

  /**
   * Lets nobody spend on any counter of that principal until then. A pause is never shortened.
   *
   * @param until by the clock of {@code now}
   */
  void pause(QuotaKey key, Instant until, Instant now);

  /**
   * Notes that GitHub refused for want of quota.
   *
   * @param until when the window ends, by GitHub's clock
   */
  void exhaust(QuotaKey key, Instant until, Instant now);

  /** The account as it stands; {@link QuotaAccount#UNKNOWN} where nothing is known. */
  QuotaAccount account(QuotaKey key, Instant now);

  /** The account as it stood a moment ago, where that is to be had without asking a store. */
  default QuotaAccount glance(QuotaKey key, Instant now) {
    return account(key, now);
  }

  /**
   * Every account whose window runs or that holds points, and those on which a pause was noted;
   * over a store, as many of them as its settings allow.
   */
  Map<QuotaKey, QuotaAccount> accounts(Instant now);

  /** How the ledger and its store get on; never waits for the store. */
  default LedgerStatus status() {
    return LedgerStatus.WELL;
  }
}
