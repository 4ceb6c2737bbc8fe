package dev.headgate.storage.memory.quota;

import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.Refusal;
import dev.headgate.core.quota.Reservation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one process: a counter for each account, changed atomically.
 *
 * <p>It is bounded. When it is full, idle accounts go first; then those that refuse nothing and
 * hold nothing, which GitHub's next response teaches anew. Accounts that hold a reservation or
 * stand at zero are never forgotten, since forgetting one would let through what it holds back.
 * Where only such accounts are left, a counter that is not known yet is refused for a minute.
 */
public final class MemoryQuotaLedger implements QuotaLedger {
  private static final Duration CROWDED = Duration.ofMinutes(1);

  /** Looking for room reads every account: not for every request. */
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final ConcurrentMap<QuotaKey, Counter> counters = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> swept = new AtomicReference<>(Instant.EPOCH);
  private final Pauses pauses;
  private final int maxAccounts;

  /** An empty ledger. */
  public MemoryQuotaLedger(MemoryQuotaSettings settings) {
    this.maxAccounts = settings.maxAccounts();
    this.pauses = new Pauses(settings.maxAccounts());
  }

  @Override
  public Reservation reserve(QuotaKey key, Demand demand, Instant now) {
    if (!room(key, now)) {
      Refusal crowded = new Refusal(Refusal.Reason.PRIMARY_EXHAUSTED, now.plus(CROWDED));
      return Reservation.refused(key, demand, account(key, now), crowded);
    }
    Attempt attempt = new Attempt(demand, now);
    counters.compute(key, attempt::on);
    return attempt.reservation(key);
  }

  @Override
  public void settle(
      Reservation reservation, long spent, @Nullable QuotaObservation seen, Instant now) {
    QuotaKey key = reservation.key();
    if (seen == null) {
      change(key, counter -> counter.settle(reservation.id(), spent, now), now);
      return;
    }
    QuotaKey named = seen.resource().isEmpty() ? key : key.forResource(seen.resource());
    if (named.equals(key)) {
      change(key, counter -> counter.release(reservation.id()).observe(seen, now), now);
    } else {
      change(key, counter -> counter.release(reservation.id()), now);
      change(named, counter -> counter.observe(seen, now), now);
    }
  }

  @Override
  public void pause(QuotaKey key, Instant until, Instant now) {
    pauses.pause(key.payer(), until, now);
    change(key, counter -> {}, now);
  }

  @Override
  public void exhaust(QuotaKey key, Instant until, Instant now) {
    if (room(key, now)) {
      change(key, counter -> counter.exhaust(until, now), now);
    } else {
      pauses.pause(key.payer(), until, now);
    }
  }

  @Override
  public QuotaAccount account(QuotaKey key, Instant now) {
    Counter counter = counters.get(key);
    if (counter != null && !counter.current(now)) {
      counter = counters.computeIfPresent(key, (name, known) -> known.lapse(now));
    }
    return pauses.apply(key, counter == null ? QuotaAccount.UNKNOWN : counter.account(now), now);
  }

  @Override
  public Map<QuotaKey, QuotaAccount> accounts(Instant now) {
    Map<QuotaKey, QuotaAccount> known = new HashMap<>();
    for (QuotaKey key : counters.keySet()) {
      QuotaAccount current = account(key, now);
      if (!current.idle(now)) {
        known.put(key, current);
      }
    }
    return Map.copyOf(known);
  }

  private void change(QuotaKey key, Consumer<Counter> rule, Instant now) {
    if (!room(key, now)) {
      return;
    }
    counters.compute(
        key,
        (name, known) -> {
          Counter counter = known == null ? new Counter() : known.lapse(now);
          rule.accept(counter);
          return idle(key, counter, now) ? null : counter;
        });
  }

  /** Whether the account is here or may come. */
  private boolean room(QuotaKey wanted, Instant now) {
    if (counters.size() < maxAccounts || counters.containsKey(wanted)) {
      return true;
    }
    Instant last = swept.get();
    if (!now.isBefore(last.plus(SWEEP)) && swept.compareAndSet(last, now)) {
      forget((key, counter) -> idle(key, counter, now), now);
      if (counters.size() >= maxAccounts) {
        forget((key, counter) -> forgettable(counter.account(now), now), now);
      }
    }
    return counters.size() < maxAccounts;
  }

  private void forget(BiPredicate<QuotaKey, Counter> rule, Instant now) {
    for (QuotaKey each : counters.keySet()) {
      counters.computeIfPresent(
          each, (key, counter) -> rule.test(key, counter.lapse(now)) ? null : counter);
    }
  }

  private boolean idle(QuotaKey key, Counter counter, Instant now) {
    return pauses.apply(key, counter.account(now), now).idle(now);
  }

  private static boolean forgettable(QuotaAccount account, Instant now) {
    return account.reserved() == 0 && account.refusal(1, now) == null;
  }

  /** One attempt to reserve, which must hand its outcome out of an atomic step. */
  private final class Attempt {
    private final Demand demand;
    private final Instant now;
    private QuotaAccount account = QuotaAccount.UNKNOWN;
    private @Nullable Refusal refusal;

    Attempt(Demand demand, Instant now) {
      this.demand = demand;
      this.now = now;
    }

    @Nullable Counter on(QuotaKey key, @Nullable Counter known) {
      Counter counter = known == null ? new Counter() : known.lapse(now);
      if (!counter.holds(demand.id())) {
        refusal = pauses.apply(key, counter.account(now), now).refusal(demand, now);
        if (refusal == null) {
          counter.hold(demand, now);
        }
      }
      account = pauses.apply(key, counter.account(now), now);
      return account.idle(now) ? null : counter;
    }

    Reservation reservation(QuotaKey key) {
      return refusal == null
          ? Reservation.held(key, demand, account)
          : Reservation.refused(key, demand, account, refusal);
    }
  }
}
