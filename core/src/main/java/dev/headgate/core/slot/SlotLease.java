package dev.headgate.core.slot;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * One holder's places, until its lease ends.
 *
 * @param holder who holds them, as given to {@link Slots#acquire}
 * @param fence grows with every acquisition in these pools: of two leases of one holder the one
 *     with the higher fence is the living one, and the other can change nothing
 * @param pools the names of the pools in which a place is held
 * @param until when the places are free again unless the lease is renewed, by the store's clock
 */
public record SlotLease(String holder, long fence, List<String> pools, Instant until) {

  public SlotLease {
    requireNonNull(holder, "holder");
    requireNonNull(until, "until");
    pools = List.copyOf(pools);
  }
}
