package dev.headgate.core.quota;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One moment by two clocks: carries what a store answered by its own clock to the caller's. For
 * ledgers over a store, which count in milliseconds.
 *
 * @param caller the moment by the caller's clock
 * @param store the same moment by the store's
 */
public record StoreClock(Instant caller, Instant store) {
  /** A span in whole milliseconds, rounded up: nothing ends early. */
  public static long millis(Duration span) {
    long whole = span.toMillis();
    return span.minusMillis(whole).isZero() || span.isNegative() ? whole : whole + 1;
  }

  /** What was granted, or refused by the rule that the store has applied as well. */
  public Reservation answer(QuotaKey key, Demand demand, boolean granted, QuotaAccount account) {
    if (granted) {
      return Reservation.held(key, demand, account(account));
    }
    Refusal refusal =
        requireNonNull(account.refusal(demand, store), "the store refused against the rules");
    return Reservation.refused(
        key, demand, account(account), new Refusal(refusal.reason(), here(refusal.until())));
  }

  /** The account with its pause by the caller's clock; the window's end stays by GitHub's. */
  public QuotaAccount account(QuotaAccount account) {
    @Nullable Instant paused = account.pausedUntil();
    return paused == null
        ? account
        : new QuotaAccount(
            account.limit(),
            account.remaining(),
            account.reset(),
            account.reserved(),
            here(paused));
  }

  private Instant here(Instant there) {
    return caller.plus(Duration.between(store, there));
  }
}
