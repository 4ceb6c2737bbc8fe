package dev.headgate.core.job;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.slot.SlotLease;

/** What became of a task that asked for a place among the jobs under way. */
public sealed interface JobPlace {

  /** It has a place, for the length of a lease. */
  record Held(SlotLease lease) implements JobPlace {

    public Held {
      requireNonNull(lease, "lease");
    }
  }

  /**
   * It has none.
   *
   * @param reason which cap is reached, for people
   * @param position how many wait before it, and itself; 0 where it does not wait in line
   */
  record Full(String reason, int position) implements JobPlace {

    public Full {
      requireNonNull(reason, "reason");
    }
  }
}
