package dev.headgate.core.quota;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's answer to a request that wants to spend.
 *
 * @param id the demand's
 * @param key the counter
 * @param points what is held back; 0 where refused
 * @param account the counter as it stands after the decision, so that whoever decides about the
 *     next demand need not ask
 * @param refusal why not; null where the points are held
 */
public record Reservation(
    UUID id, QuotaKey key, long points, QuotaAccount account, @Nullable Refusal refusal) {
  /** Points held back. */
  public static Reservation held(QuotaKey key, Demand demand, QuotaAccount account) {
    return new Reservation(demand.id(), key, demand.points(), account, null);
  }

  /** A refusal. */
  public static Reservation refused(
      QuotaKey key, Demand demand, QuotaAccount account, Refusal refusal) {
    return new Reservation(demand.id(), key, 0, account, refusal);
  }
}
