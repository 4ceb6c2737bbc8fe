package dev.headgate.storage.memory.slot;

import dev.headgate.core.slot.SlotLease;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The leases in one pool, by holder and by their ends. Guarded by its owner's lock. */
final class Pool {

  private final Map<String, SlotLease> byHolder = new HashMap<>();
  private final NavigableSet<SlotLease> byEnd =
      new TreeSet<>(Comparator.comparing(SlotLease::until).thenComparing(SlotLease::holder));

  /** Drops the leases that have ended. */
  void end(Instant now) {
    while (!byEnd.isEmpty() && !now.isBefore(byEnd.first().until())) {
      remove(byEnd.first());
    }
  }

  boolean isHeldBy(String holder) {
    return byHolder.containsKey(holder);
  }

  boolean isHeldUnder(SlotLease lease) {
    SlotLease held = byHolder.get(lease.holder());
    return held != null && held.fence() == lease.fence();
  }

  void put(SlotLease lease) {
    SlotLease before = byHolder.put(lease.holder(), lease);
    if (before != null) {
      byEnd.remove(before);
    }
    byEnd.add(lease);
  }

  void release(SlotLease lease) {
    SlotLease held = byHolder.get(lease.holder());
    if (held != null && held.fence() == lease.fence()) {
      remove(held);
    }
  }

  private void remove(SlotLease held) {
    byHolder.remove(held.holder());
    byEnd.remove(held);
  }

  /** When a place is free if nobody leaves before his lease ends. */
  Instant freeAt(long capacity) {
    return byEnd.stream()
        .skip(byEnd.size() - capacity)
        .findFirst()
        .map(SlotLease::until)
        .orElse(Instant.MAX);
  }

  List<SlotLease> oldestFirst(int limit) {
    return byHolder.values().stream()
        .sorted(Comparator.comparingLong(SlotLease::fence))
        .limit(limit)
        .toList();
  }

  int size() {
    return byHolder.size();
  }
}
