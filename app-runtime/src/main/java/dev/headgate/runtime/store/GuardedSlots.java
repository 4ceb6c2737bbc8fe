package dev.headgate.runtime.store;

import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.storage.StoreCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Places in a shared store behind its guard: nothing stands in for them while it is away. */
final class GuardedSlots implements Slots {
  private final Slots slots;
  private final StoreCalls store;

  GuardedSlots(Slots slots, StoreCalls store) {
    this.slots = slots;
    this.store = store;
  }

  @Override
  public SlotDecision acquire(String holder, List<SlotPool> pools, Duration lease, Instant now) {
    return store.call(() -> slots.acquire(holder, pools, lease, now));
  }

  @Override
  public boolean renew(SlotLease lease, Duration length, Instant now) {
    return store.call(() -> slots.renew(lease, length, now));
  }

  @Override
  public void release(SlotLease lease) {
    store.call(() -> {
      slots.release(lease);
      return lease;
    });
  }

  @Override
  public List<SlotLease> holders(String pool, int limit, Instant now) {
    return store.call(() -> slots.holders(pool, limit, now));
  }

  @Override
  public long occupied(String pool, Instant now) {
    return store.call(() -> slots.occupied(pool, now));
  }
}
