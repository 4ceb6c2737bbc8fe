package dev.headgate.core.slot;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rule itself, one call at a time: what adapters must equal. */
public final class ModelSlots implements Slots {
  private final Map<String, Map<String, SlotLease>> pools = new HashMap<>();
  private long fences;

  @Override
  public synchronized SlotDecision acquire(
      String holder, List<SlotPool> wanted, Duration lease, Instant now) {
    Slots.check(holder, wanted, lease);
    List<String> full = new ArrayList<>();
    Instant freeAt = Instant.MIN;
    for (SlotPool pool : wanted) {
      Map<String, SlotLease> inside = inside(pool.name(), now);
      if (!inside.containsKey(holder) && inside.size() >= pool.capacity()) {
        full.add(pool.name());
        Instant free =
            pool.capacity() == 0
                ? Instant.MAX
                : inside.values().stream()
                    .map(SlotLease::until)
                    .sorted()
                    .skip(inside.size() - pool.capacity())
                    .findFirst()
                    .orElse(Instant.MAX);
        freeAt = free.isAfter(freeAt) ? free : freeAt;
      }
    }
    if (!full.isEmpty()) {
      return new SlotDecision.Full(full, freeAt);
    }
    SlotLease taken =
        new SlotLease(
            holder, ++fences, wanted.stream().map(SlotPool::name).toList(), now.plus(lease));
    taken.pools().forEach(name -> inside(name, now).put(holder, taken));
    return new SlotDecision.Taken(taken);
  }

  @Override
  public synchronized boolean renew(SlotLease lease, Duration length, Instant now) {
    if (!lease.pools().stream().allMatch(name -> holds(lease, name, now))) {
      return false;
    }
    SlotLease renewed =
        new SlotLease(lease.holder(), lease.fence(), lease.pools(), now.plus(length));
    lease.pools().forEach(name -> inside(name, now).put(lease.holder(), renewed));
    return true;
  }

  @Override
  public synchronized void release(SlotLease lease) {
    lease.pools().stream()
        .filter(name -> holds(lease, name, Instant.MIN))
        .forEach(name -> inside(name, Instant.MIN).remove(lease.holder()));
  }

  @Override
  public synchronized List<SlotLease> holders(String pool, int limit, Instant now) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit: %d (expected: 0 or more)".formatted(limit));
    }
    return inside(pool, now).values().stream()
        .sorted((one, other) -> Long.compare(one.fence(), other.fence()))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized long occupied(String pool, Instant now) {
    return inside(pool, now).size();
  }

  private boolean holds(SlotLease lease, String name, Instant now) {
    SlotLease held = inside(name, now).get(lease.holder());
    return held != null && held.fence() == lease.fence();
  }

  private Map<String, SlotLease> inside(String name, Instant now) {
    Map<String, SlotLease> inside = pools.computeIfAbsent(name, pool -> new HashMap<>());
    inside.values().removeIf(lease -> !now.isBefore(lease.until()));
    return inside;
  }
}
