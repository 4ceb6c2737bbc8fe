package dev.headgate.storage.memory.quota;

import dev.headgate.core.quota.Payer;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Until when each principal must rest. When more principals rest at once than can be remembered,
 * everybody does: a pause is GitHub's warning before a ban, and is never forgotten early.
 */
final class Pauses {
  private final ConcurrentMap<Payer, Instant> ends = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Instant> everybody = new AtomicReference<>();
  private final int most;

  Pauses(int most) {
    this.most = most;
  }

  void pause(Payer payer, Instant until, Instant now) {
    if (!until.isAfter(now)) {
      return;
    }
    if (ends.size() >= most && !ends.containsKey(payer)) {
      ends.values().removeIf(end -> !end.isAfter(now));
      if (ends.size() >= most) {
        everybody.accumulateAndGet(until, Pauses::later);
        return;
      }
    }
    ends.merge(payer, until, (known, other) -> other.isAfter(known) ? other : known);
  }

  /** The account with its principal's pause in it. */
  QuotaAccount apply(QuotaKey key, QuotaAccount account, Instant now) {
    Instant end = ends.isEmpty() ? null : ends.get(key.payer());
    QuotaAccount paused = end != null && told(end, now) ? account.pause(end) : account;
    Instant all = everybody.get();
    return all != null && told(all, now) ? paused.pause(all) : paused;
  }

  private static boolean told(Instant end, Instant now) {
    return end != null && end.plus(QuotaAccount.RECOVERY).isAfter(now);
  }

  private static @Nullable Instant later(@Nullable Instant known, @Nullable Instant other) {
    return known == null || (other != null && other.isAfter(known)) ? other : known;
  }
}
