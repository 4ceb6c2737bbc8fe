package dev.headgate.storage.memory.quota;

import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaObservation;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;

/** One account and who holds points of it. Changed by one thread at a time, read by any. */
final class Counter {
  private final Map<UUID, Hold> holds = new HashMap<>();
  private volatile QuotaAccount account = QuotaAccount.UNKNOWN;

  /** No hold lapses before. */
  private volatile Instant nextLapse = Instant.MAX;

  QuotaAccount account(Instant now) {
    return account.current(now);
  }

  /** Whether the account is what it would be after {@link #lapse}. */
  boolean current(Instant now) {
    return now.isBefore(nextLapse);
  }

  /** Counts what was not settled in time as spent. */
  Counter lapse(Instant now) {
    if (current(now)) {
      return this;
    }
    Instant next = Instant.MAX;
    for (Iterator<Hold> each = holds.values().iterator(); each.hasNext(); ) {
      Hold hold = each.next();
      if (!now.isBefore(hold.end)) {
        account = account.lapse(hold.points, hold.end);
        each.remove();
      } else if (hold.end.isBefore(next)) {
        next = hold.end;
      }
    }
    nextLapse = next;
    return this;
  }

  boolean holds(UUID id) {
    return holds.containsKey(id);
  }

  void hold(Demand demand, Instant now) {
    if (demand.points() == 0) {
      return;
    }
    Instant end = now.plus(demand.hold());
    holds.put(demand.id(), new Hold(demand.points(), end));
    account = account.reserve(demand.points());
    if (end.isBefore(nextLapse)) {
      nextLapse = end;
    }
  }

  void settle(UUID id, long spent, Instant now) {
    Hold hold = holds.remove(id);
    if (hold != null) {
      account = account.settle(hold.points, spent, now);
    }
  }

  Counter release(UUID id) {
    Hold hold = holds.remove(id);
    if (hold != null) {
      account = account.release(hold.points);
    }
    return this;
  }

  void observe(QuotaObservation seen, Instant now) {
    account = account.observe(seen, now);
  }

  void exhaust(Instant until, Instant now) {
    account = account.current(now).exhaust(until);
  }

  private record Hold(long points, Instant end) {}
}
