package dev.headgate.core.quota;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One account per counter of GitHub's, spent by everybody who uses the same ledger.
 *
 * <p>A request reserves before it is sent and is settled exactly once afterwards, whatever became
 * of it: at nothing if it was not sent or GitHub answered an authorised 304, at its points if it
 * was answered or its outcome is unknown. Concurrent reservations never hold more together than
 * what remains. The rules are {@link QuotaAccount}'s; each method applies one of them atomically.
 *
 * <p>Safe for use by several threads. In memory a call never blocks. Accounts whose window and
 * pause have ended and that hold nothing may be forgotten.
 */
public interface QuotaLedger {
  /** Holds {@code points} back, or says why not; changes nothing when it refuses. */
  Reservation reserve(QuotaKey key, long points, Instant now);

  /**
   * Ends a reservation.
   *
   * @param spent what the request cost; 0 or more
   * @param seen what its response said of the counter; null where it said nothing. It is booked on
   *     the counter that it names, which may be another than the one reserved on
   */
  void settle(Reservation reservation, long spent, @Nullable QuotaObservation seen, Instant now);

  /** Lets nobody spend on any counter of that principal until then. */
  void pause(QuotaKey key, Instant until, Instant now);

  /** Notes that GitHub refused for want of quota until then. */
  void exhaust(QuotaKey key, Instant until, Instant now);

  /** The account as it stands; {@link QuotaAccount#UNKNOWN} where nothing is known. */
  QuotaAccount account(QuotaKey key, Instant now);

  /** Every account that is known. */
  Map<QuotaKey, QuotaAccount> accounts(Instant now);
}
