package dev.headgate.core.slot;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StoreCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * Places of a shared store, and while it is away this process's share of them from memory.
 *
 * <p>What was taken from the store before stays taken there until it is released or its lease ends;
 * so for the length of a lease both together may hold more than the capacity, by at most one share
 * for each process. For limits where that is worse than a refusal the store is to be used directly.
 *
 * <p>Thread-safe; throws no {@link StorageFailure} but from {@link #holders} and {@link #occupied}.
 */
public final class ResilientSlots implements Slots {
  private final Slots shared;
  private final Slots local;
  private final StoreCalls store;
  private final IntSupplier processes;
  private final Set<SlotLease> ofLocal = ConcurrentHashMap.newKeySet();

  /**
   * Shared places with a fallback.
   *
   * @param processes how many processes share the store; at least 1
   */
  public ResilientSlots(Slots shared, Slots local, StoreCalls store, IntSupplier processes) {
    this.shared = shared;
    this.local = local;
    this.store = store;
    this.processes = processes;
  }

  @Override
  public SlotDecision acquire(String holder, List<SlotPool> pools, Duration lease, Instant now) {
    try {
      return store.call(() -> shared.acquire(holder, pools, lease, now));
    } catch (StorageFailure away) {
      SlotDecision decision = local.acquire(holder, share(pools), lease, now);
      if (decision instanceof SlotDecision.Taken taken) {
        ofLocal.add(taken.lease());
      }
      return decision;
    }
  }

  private List<SlotPool> share(List<SlotPool> pools) {
    int count = Math.max(1, processes.getAsInt());
    return pools.stream()
        .map(pool -> new SlotPool(pool.name(), (pool.capacity() + count - 1) / count))
        .toList();
  }

  @Override
  public boolean renew(SlotLease lease, Duration length, Instant now) {
    if (ofLocal.contains(lease)) {
      return local.renew(lease, length, now);
    }
    try {
      return store.call(() -> shared.renew(lease, length, now));
    } catch (StorageFailure away) {
      return now.isBefore(lease.until());
    }
  }

  @Override
  public void release(SlotLease lease) {
    if (ofLocal.remove(lease)) {
      local.release(lease);
      return;
    }
    try {
      store.call(() -> {
        shared.release(lease);
        return lease;
      });
    } catch (StorageFailure away) {
      // The place is free when its lease ends: nothing else can be done about it now.
      return;
    }
  }

  @Override
  public List<SlotLease> holders(String pool, int limit, Instant now) {
    return store.call(() -> shared.holders(pool, limit, now));
  }

  @Override
  public long occupied(String pool, Instant now) {
    return store.call(() -> shared.occupied(pool, now));
  }
}
