package dev.headgate.storage.memory.slot;

import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotDecision.Full;
import dev.headgate.core.slot.SlotDecision.Taken;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Counting leases of one process, which end with it; the caller decides the time.
 *
 * <p>One lock for all pools: what is counted here are jobs, not requests. A pool that nobody holds
 * a place in takes no memory once it was looked at.
 */
public final class MemorySlots implements Slots {

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Pool> pools = new HashMap<>();
  private long lastFence;

  @Override
  public SlotDecision acquire(String holder, List<SlotPool> asked, Duration lease, Instant now) {
    Slots.check(holder, asked, lease);
    List<String> names = asked.stream().map(SlotPool::name).toList();
    return over(
        names,
        () -> {
          List<String> full = new ArrayList<>();
          Instant freeAt = Instant.MIN;
          for (SlotPool pool : asked) {
            Pool known = current(pool.name(), now);
            if (!known.isHeldBy(holder) && known.size() >= pool.capacity()) {
              full.add(pool.name());
              Instant free = known.freeAt(pool.capacity());
              freeAt = free.isAfter(freeAt) ? free : freeAt;
            }
          }
          return full.isEmpty() ? take(holder, names, now.plus(lease)) : new Full(full, freeAt);
        });
  }

  private Taken take(String holder, List<String> names, Instant until) {
    SlotLease lease = new SlotLease(holder, ++lastFence, names, until);
    names.forEach(name -> pool(name).put(lease));
    return new Taken(lease);
  }

  @Override
  public boolean renew(SlotLease lease, Duration length, Instant now) {
    return over(
        lease.pools(),
        () -> {
          if (!lease.pools().stream().allMatch(name -> current(name, now).isHeldUnder(lease))) {
            return false;
          }
          SlotLease renewed =
              new SlotLease(lease.holder(), lease.fence(), lease.pools(), now.plus(length));
          lease.pools().forEach(name -> pool(name).put(renewed));
          return true;
        });
  }

  @Override
  public void release(SlotLease lease) {
    over(
        lease.pools(),
        () -> {
          lease.pools().forEach(name -> pool(name).release(lease));
          return true;
        });
  }

  @Override
  public List<SlotLease> holders(String pool, int limit, Instant now) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit: %d (expected: 0 or more)".formatted(limit));
    }
    return over(List.of(pool), () -> current(pool, now).oldestFirst(limit));
  }

  @Override
  public long occupied(String pool, Instant now) {
    return over(List.of(pool), () -> (long) current(pool, now).size());
  }

  /** Does something alone with these pools; those that are empty afterwards are forgotten. */
  private <T> T over(Collection<String> names, Supplier<T> task) {
    lock.lock();
    try {
      return task.get();
    } finally {
      names.forEach(name -> pools.computeIfPresent(name, (key, p) -> p.size() == 0 ? null : p));
      lock.unlock();
    }
  }

  private Pool current(String name, Instant now) {
    Pool pool = pool(name);
    pool.end(now);
    return pool;
  }

  private Pool pool(String name) {
    return pools.computeIfAbsent(name, key -> new Pool());
  }
}
