package dev.headgate.core.slot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counting leases: at most a pool's capacity of holders have a place in it at once, whatever the
 * number of processes that ask.
 *
 * <p><b>Atomicity.</b> Several pools (all jobs, the jobs of one namespace) are asked in one step: a
 * place is taken in all of them or in none. A holder has at most one place in a pool; when it asks
 * again it gets its place back under a higher fence, whether or not the pool is full meanwhile, and
 * its earlier lease is void. So a repeated call does not take twice, and one who lost the answer
 * asks again.
 *
 * <p><b>Bound.</b> A place is free again when it is released or its lease has ended, never before.
 * Where a store loses its state it may let in more than the capacity once; it says so.
 *
 * <p><b>Time.</b> The caller decides it; a store that is shared between machines uses its own clock
 * instead and says so.
 *
 * <p><b>Arguments.</b> 1 to {@value #MOST_POOLS} pools with different names; a holder's name of 1
 * to 200 characters; a lease of at least a millisecond. Anything else is an {@link
 * IllegalArgumentException} and changes nothing.
 *
 * <p><b>Cost.</b> One round trip per call, and work that grows with the number of leases that ended
 * since the last call, not with the pool's size.
 *
 * <p>Thread-safe. A shared store throws a {@link dev.headgate.core.storage.StorageFailure} when it
 * cannot be asked.
 */
public interface Slots {

  /** How many pools one call may span. */
  int MOST_POOLS = 16;

  /** The longest name of a holder. */
  int LONGEST_HOLDER = 200;

  /** Takes a place in every pool or in none. */
  SlotDecision acquire(String holder, List<SlotPool> pools, Duration lease, Instant now);

  /**
   * Keeps the places for that long from now.
   *
   * @return whether they were still held under this lease's fence in every pool; if not, nothing
   *     was changed and the holder must stop
   */
  boolean renew(SlotLease lease, Duration length, Instant now);

  /** Gives the places back; does nothing where they are not held under this lease's fence. */
  void release(SlotLease lease);

  /** The leases in a pool that have not ended, oldest first, at most {@code limit}. */
  List<SlotLease> holders(String pool, int limit, Instant now);

  /** How many hold a place in the pool. */
  long occupied(String pool, Instant now);

  /** Checks what every call must satisfy; for implementations. */
  static void check(String holder, List<SlotPool> pools, Duration lease) {
    if (holder.isBlank() || holder.length() > LONGEST_HOLDER) {
      throw new IllegalArgumentException(
          "holder: '%s' (expected: 1 to %d characters)".formatted(holder, LONGEST_HOLDER));
    }
    long names = pools.stream().map(SlotPool::name).distinct().count();
    if (pools.isEmpty() || pools.size() > MOST_POOLS || names < pools.size()) {
      throw new IllegalArgumentException(
          "pools: %s (expected: 1 to %d of different names)".formatted(pools, MOST_POOLS));
    }
    if (lease.toMillis() < 1) {
      throw new IllegalArgumentException(
          "lease: %s (expected: at least a millisecond)".formatted(lease));
    }
  }
}
