package dev.headgate.core.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What this process has last heard of a shared ledger: enough to go on without it, and to notice
 * when it has forgotten. Bounded; pauses that run are never given up for room.
 */
final class LedgerView {
  private static final int MOST = 10_000;

  private final ConcurrentMap<QuotaKey, Heard> accounts = new ConcurrentHashMap<>();
  private final ConcurrentMap<Payer, Rest> rests = new ConcurrentHashMap<>();

  /** The shared ledger said that the account stands so. */
  void told(QuotaKey key, QuotaAccount account, Instant now) {
    if (room(key, now)) {
      accounts.put(key, new Heard(account, now));
    }
    @Nullable Instant paused = account.pausedUntil();
    if (paused != null) {
      pause(key, paused);
    }
  }

  /** The account changed by something that this process has seen. */
  void changed(QuotaKey key, UnaryOperator<QuotaAccount> rule, Instant now) {
    if (room(key, now)) {
      accounts.merge(
          key,
          new Heard(rule.apply(QuotaAccount.UNKNOWN), Instant.EPOCH),
          (known, unused) -> new Heard(rule.apply(known.account), known.at));
    }
  }

  void pause(QuotaKey key, Instant until) {
    rests.merge(
        key.payer(),
        new Rest(key, until),
        (known, other) -> other.until.isAfter(known.until) ? other : known);
  }

  /** Until when the principal must rest; null where that is over or unheard of. */
  @Nullable Instant rest(QuotaKey key, Instant now) {
    Rest rest = rests.get(key.payer());
    if (rest == null || rest.runs(now)) {
      return rest == null ? null : rest.until;
    }
    rests.remove(key.payer(), rest);
    return null;
  }

  /** Every pause that runs, by one of its principal's counters. */
  Map<QuotaKey, Instant> rests(Instant now) {
    Map<QuotaKey, Instant> running = new HashMap<>();
    for (Rest rest : rests.values()) {
      if (rest.runs(now)) {
        running.put(rest.key, rest.until);
      }
    }
    return running;
  }

  /** The account as last heard, with its pause. */
  QuotaAccount account(QuotaKey key, Instant now) {
    Heard heard = accounts.get(key);
    QuotaAccount account = heard == null ? QuotaAccount.UNKNOWN : heard.account.current(now);
    @Nullable Instant rest = rest(key, now);
    return rest == null ? account : account.pause(rest);
  }

  /** Whether the shared ledger was heard of that account within the last while. */
  boolean fresh(QuotaKey key, Duration age, Instant now) {
    Heard heard = accounts.get(key);
    return heard != null && now.isBefore(heard.at.plus(age)) && !now.isBefore(heard.at);
  }

  Map<QuotaKey, QuotaAccount> accounts(Instant now) {
    Map<QuotaKey, QuotaAccount> known = new HashMap<>();
    for (QuotaKey key : accounts.keySet()) {
      QuotaAccount account = account(key, now);
      if (!account.idle(now)) {
        known.put(key, account);
      }
    }
    return Map.copyOf(known);
  }

  private boolean room(QuotaKey key, Instant now) {
    if (accounts.size() < MOST || accounts.containsKey(key)) {
      return true;
    }
    accounts.values().removeIf(heard -> !heard.account.known(now));
    return accounts.size() < MOST;
  }

  private record Heard(QuotaAccount account, Instant at) {}

  private record Rest(QuotaKey key, Instant until) {
    boolean runs(Instant now) {
      return now.isBefore(until);
    }
  }
}
