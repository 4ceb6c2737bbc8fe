package dev.headgate.storage.memory.quota;

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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one process: an immutable account per counter, replaced atomically.
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

  private final ConcurrentMap<QuotaKey, QuotaAccount> accounts = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> swept = new AtomicReference<>(Instant.EPOCH);
  private final Pauses pauses;
  private final int maxAccounts;

  /** An empty ledger. */
  public MemoryQuotaLedger(MemoryQuotaSettings settings) {
    this.maxAccounts = settings.maxAccounts();
    this.pauses = new Pauses(settings.maxAccounts());
  }

  @Override
  public Reservation reserve(QuotaKey key, long points, Instant now) {
    if (points < 0) {
      throw new IllegalArgumentException("points: %d (expected: 0 or more)".formatted(points));
    }
    if (!room(key, now)) {
      return Reservation.refused(
          key, new Refusal(Refusal.Reason.PRIMARY_EXHAUSTED, now.plus(CROWDED)));
    }
    Attempt attempt = new Attempt(points, now);
    accounts.compute(key, attempt::on);
    Refusal refusal = attempt.refusal;
    return refusal == null ? Reservation.held(key, points) : Reservation.refused(key, refusal);
  }

  @Override
  public void settle(
      Reservation reservation, long spent, @Nullable QuotaObservation seen, Instant now) {
    QuotaKey key = reservation.key();
    if (seen == null) {
      change(key, account -> account.settle(reservation.points(), spent, now), now);
      return;
    }
    QuotaKey named = seen.resource().isEmpty() ? key : key.forResource(seen.resource());
    if (!named.equals(key)) {
      change(key, account -> account.release(reservation.points()), now);
      change(named, account -> account.observe(seen, now), now);
    } else {
      change(key, account -> account.release(reservation.points()).observe(seen, now), now);
    }
  }

  @Override
  public void pause(QuotaKey key, Instant until, Instant now) {
    pauses.pause(Payer.of(key), until, now);
    change(key, account -> account.pause(until), now);
  }

  @Override
  public void exhaust(QuotaKey key, Instant until, Instant now) {
    if (room(key, now)) {
      change(key, account -> account.exhaust(until), now);
    } else {
      pauses.pause(Payer.of(key), until, now);
    }
  }

  @Override
  public QuotaAccount account(QuotaKey key, Instant now) {
    return pauses.apply(key, accounts.getOrDefault(key, QuotaAccount.UNKNOWN), now);
  }

  @Override
  public Map<QuotaKey, QuotaAccount> accounts(Instant now) {
    Map<QuotaKey, QuotaAccount> known = new HashMap<>();
    accounts.forEach((key, account) -> {
      QuotaAccount current = pauses.apply(key, account, now);
      if (!current.idle(now)) {
        known.put(key, current);
      }
    });
    return Map.copyOf(known);
  }

  private void change(QuotaKey key, UnaryOperator<QuotaAccount> rule, Instant now) {
    if (!room(key, now)) {
      return;
    }
    accounts.compute(
        key,
        (name, known) -> {
          QuotaAccount next = rule.apply(known == null ? QuotaAccount.UNKNOWN : known);
          return next.idle(now) ? null : next;
        });
  }

  /** Whether the account is here or may come. */
  private boolean room(QuotaKey key, Instant now) {
    if (accounts.size() < maxAccounts || accounts.containsKey(key)) {
      return true;
    }
    Instant last = swept.get();
    if (!now.isBefore(last.plus(SWEEP)) && swept.compareAndSet(last, now)) {
      accounts.values().removeIf(account -> account.idle(now));
      if (accounts.size() >= maxAccounts) {
        accounts.values().removeIf(account -> forgettable(account, now));
      }
    }
    return accounts.size() < maxAccounts;
  }

  private static boolean forgettable(QuotaAccount account, Instant now) {
    return account.reserved() == 0 && account.refusal(1, now) == null;
  }

  /** One attempt to reserve, which must hand its refusal out of an atomic step. */
  private final class Attempt {
    private final long points;
    private final Instant now;
    private @Nullable Refusal refusal;

    Attempt(long points, Instant now) {
      this.points = points;
      this.now = now;
    }

    @Nullable QuotaAccount on(QuotaKey key, @Nullable QuotaAccount known) {
      QuotaAccount account = known == null ? QuotaAccount.UNKNOWN : known;
      refusal = pauses.apply(key, account, now).refusal(points, now);
      return refusal == null ? account.reserve(points) : known;
    }
  }
}
