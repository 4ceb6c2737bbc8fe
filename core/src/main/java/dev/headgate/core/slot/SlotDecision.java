package dev.headgate.core.slot;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/** What became of a request for places. */
public sealed interface SlotDecision {

  /** A place was taken in every pool. */
  record Taken(SlotLease lease) implements SlotDecision {

    public Taken {
      requireNonNull(lease, "lease");
    }
  }

  /**
   * At least one pool was full, and no pool was changed.
   *
   * @param pools the names of the full pools, in the order they were asked
   * @param freeAt the earliest instant at which a place of the last of them could become free
   *     because a lease ends; earlier if a holder leaves. {@link Instant#MAX} where a capacity is 0
   */
  record Full(List<String> pools, Instant freeAt) implements SlotDecision {

    public Full {
      pools = List.copyOf(pools);
      requireNonNull(freeAt, "freeAt");
      if (pools.isEmpty()) {
        throw new IllegalArgumentException("pools: [] (expected: not empty)");
      }
    }
  }
}
