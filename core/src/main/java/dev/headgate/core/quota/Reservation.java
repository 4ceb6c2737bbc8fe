package dev.headgate.core.quota;

import org.jspecify.annotations.Nullable;

/**
 * The ledger's answer to a request that wants to spend.
 *
 * @param key the counter
 * @param points what is held back; 0 where refused
 * @param refusal why not; null where the points are held
 */
public record Reservation(QuotaKey key, long points, @Nullable Refusal refusal) {
  /** Points held back. */
  public static Reservation held(QuotaKey key, long points) {
    return new Reservation(key, points, null);
  }

  /** A refusal. */
  public static Reservation refused(QuotaKey key, Refusal refusal) {
    return new Reservation(key, 0, refusal);
  }
}
