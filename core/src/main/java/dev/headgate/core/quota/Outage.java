package dev.headgate.core.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One time during which the shared ledger cannot be trusted: a local ledger that spends this
 * process's share, and what the shared one must be told before it is trusted again. When all is
 * told it is over, for good; what comes then must go to the shared ledger.
 */
final class Outage {
  /** Long enough for the call that follows. */
  private static final Duration MOMENT = Duration.ofMinutes(1);

  private final QuotaLedger local;
  private final LedgerView view;
  private final IntSupplier processes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Arrears arrears = new Arrears();
  private final Set<QuotaKey> allotted = new HashSet<>();
  private final Map<QuotaKey, Budget> budgets = new HashMap<>();

  /** What the local ledger has lent, and the shared one knows nothing of. */
  private final Map<UUID, Loan> lent = new LinkedHashMap<>();

  private boolean over;

  Outage(QuotaLedger local, LedgerView view, IntSupplier processes, Instant now) {
    this.local = local;
    this.view = view;
    this.processes = processes;
    view.rests(now).forEach(arrears::pause);
  }

  /**
   * Reserves out of this process's share; null when the outage is over.
   *
   * @param unsure whether the shared ledger may hold it as well
   */
  @Nullable Reservation reserve(QuotaKey key, Demand demand, boolean unsure, Instant now) {
    lock.lock();
    try {
      if (over) {
        return null;
      }
      Reservation reservation = lend(key, demand.withFloor(share(demand.floor())), unsure, now);
      if (reservation.refusal() != null && unsure) {
        Reservation perhaps = Reservation.held(key, demand, reservation.account());
        arrears.release(perhaps);
      }
      return reservation;
    } finally {
      lock.unlock();
    }
  }

  /** False when the outage is over. */
  boolean settle(
      Reservation reservation, long spent, @Nullable QuotaObservation seen, Instant now) {
    lock.lock();
    try {
      if (over) {
        return false;
      }
      @Nullable Loan loan = lent.remove(reservation.id());
      if (loan == null) {
        arrears.settle(reservation, null, spent, seen);
      } else if (loan.unsure || (seen == null && spent > 0)) {
        arrears.settle(reservation, loan.demand, spent, seen);
      }
      if (loan != null && loan.budget != null) {
        loan.budget.left += reservation.points() - spent;
      }
      if (seen == null) {
        local.settle(reservation, spent, null, now);
      } else {
        learn(reservation, seen, now);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** False when the outage is over. */
  boolean pause(QuotaKey key, Instant until, Instant now) {
    lock.lock();
    try {
      if (!over) {
        local.pause(key, until, now);
        arrears.pause(key, until);
      }
      return !over;
    } finally {
      lock.unlock();
    }
  }

  /** False when the outage is over. */
  boolean exhaust(QuotaKey key, Instant until, Instant now) {
    lock.lock();
    try {
      if (!over) {
        allot(key, now);
        local.exhaust(key, until, now);
        arrears.exhaust(key, until);
      }
      return !over;
    } finally {
      lock.unlock();
    }
  }

  /** What this process may spend of the account. */
  QuotaAccount account(QuotaKey key, Instant now) {
    lock.lock();
    try {
      allot(key, now);
      return local.account(key, now);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells the shared ledger everything: the pauses first, then in the order in which it happened,
   * then what is still lent. Every step can be repeated, so it goes on where it failed.
   *
   * @param held what this process holds of the shared ledger, which that may have forgotten;
   *     changes meanwhile
   * @return whether the outage is over
   */
  boolean tell(QuotaLedger ledger, Map<UUID, Loan> held, Instant now) {
    tellArrears(ledger, now);
    for (Loan loan : List.copyOf(held.values())) {
      ledger.reserve(loan.reservation.key(), loan.demand.asOwed(), now);
      if (!held.containsKey(loan.demand.id())) {
        release(loan);
      }
    }
    for (Loan loan : offered()) {
      ledger.reserve(loan.reservation.key(), loan.demand.asOwed(), now);
      handOver(loan);
    }
    tellArrears(ledger, now);
    lock.lock();
    try {
      over = arrears.isEmpty() && lent.isEmpty();
      return over;
    } finally {
      lock.unlock();
    }
  }

  /** Says that so much is left of a window, which nobody need have reserved for. */
  static void teach(
      QuotaLedger ledger, QuotaKey key, QuotaAccount account, long remaining, Instant now) {
    @Nullable Instant reset = account.reset();
    if (reset == null) {
      return;
    }
    Demand nothing = Demand.of(0, MOMENT);
    Reservation none = Reservation.held(key, nothing, account);
    long used = Math.max(0, account.limit() - remaining);
    ledger.settle(
        none,
        0,
        new QuotaObservation(key.resource(), account.limit(), remaining, used, reset),
        now);
  }

  private void tellArrears(QuotaLedger ledger, Instant now) {
    for (Arrears.Entry entry = next(null); entry != null; entry = next(entry)) {
      entry.tell(ledger, now);
    }
  }

  private Arrears.@Nullable Entry next(Arrears.@Nullable Entry told) {
    lock.lock();
    try {
      if (told != null) {
        arrears.told(told);
      }
      return arrears.next();
    } finally {
      lock.unlock();
    }
  }

  /** From now on the shared ledger may hold them too: its answer may be lost. */
  private List<Loan> offered() {
    lock.lock();
    try {
      lent.replaceAll((id, loan) -> loan.doubtful());
      return List.copyOf(lent.values());
    } finally {
      lock.unlock();
    }
  }

  /** The shared ledger holds it now; where it was settled meanwhile, it must be released there. */
  private void handOver(Loan loan) {
    lock.lock();
    try {
      if (lent.remove(loan.reservation.id()) == null) {
        arrears.release(loan.reservation);
      }
    } finally {
      lock.unlock();
    }
  }

  private void release(Loan loan) {
    lock.lock();
    try {
      arrears.release(loan.reservation);
    } finally {
      lock.unlock();
    }
  }

  private Reservation lend(QuotaKey key, Demand demand, boolean unsure, Instant now) {
    allot(key, now);
    @Nullable Budget budget = budget(key, now);
    boolean asked = demand.owed() || lent.containsKey(demand.id());
    if (budget != null && !asked && budget.left < demand.points() + demand.floor()) {
      Refusal spent =
          new Refusal(Refusal.Reason.PRIMARY_EXHAUSTED, budget.reset.plus(QuotaAccount.GRACE));
      return Reservation.refused(key, demand, local.account(key, now), spent);
    }
    Reservation reservation = local.reserve(key, demand, now);
    if (reservation.refusal() == null && demand.points() > 0) {
      @Nullable Loan before = lent.put(demand.id(), new Loan(reservation, demand, unsure, budget));
      if (budget != null && before == null) {
        budget.left -= demand.points();
      }
    }
    return reservation;
  }

  /** Once for each account: its share of what was left when it was last heard of. */
  private void allot(QuotaKey key, Instant now) {
    if (!allotted.add(key)) {
      return;
    }
    QuotaAccount last = view.account(key, now);
    long share = share(Math.max(0, last.remaining() - last.reserved()));
    teach(local, key, last, share, now);
    if (last.reset() != null) {
      budgets.put(key, new Budget(last.reset(), share));
    }
    @Nullable Instant rest = last.pausedUntil();
    if (rest != null) {
      local.pause(key, rest, now);
    }
  }

  /** GitHub counts everybody's spending: a share of what it has left is left for this process. */
  private void learn(Reservation reservation, QuotaObservation seen, Instant now) {
    QuotaKey key = reservation.key();
    QuotaKey named = seen.resource().isEmpty() ? key : key.forResource(seen.resource());
    allot(named, now);
    arrears.observe(named, seen, now);
    long share = share(seen.remaining());
    local.settle(
        reservation,
        0,
        new QuotaObservation(seen.resource(), seen.limit(), share, seen.used(), seen.reset()),
        now);
    @Nullable Budget budget = budget(named, now);
    boolean newer =
        budget == null || seen.reset().isAfter(budget.reset.plus(QuotaAccount.TOLERANCE));
    if (newer && now.isBefore(seen.reset().plus(QuotaAccount.GRACE))) {
      budgets.put(named, new Budget(seen.reset(), share));
    }
  }

  /** What may yet be spent of the window that runs; null while nothing is known of it. */
  private @Nullable Budget budget(QuotaKey key, Instant now) {
    Budget budget = budgets.get(key);
    if (budget != null && !now.isBefore(budget.reset.plus(QuotaAccount.GRACE))) {
      budgets.remove(key);
      return null;
    }
    return budget;
  }

  private long share(long points) {
    return points / Math.max(1, processes.getAsInt());
  }

  /**
   * A reservation under way.
   *
   * @param unsure whether both ledgers may hold it
   * @param budget what it was charged to; null where to none
   */
  record Loan(Reservation reservation, Demand demand, boolean unsure, @Nullable Budget budget) {
    Loan doubtful() {
      return new Loan(reservation, demand, true, budget);
    }
  }

  /** This process's share of one window: whatever others do, it spends no more. */
  static final class Budget {
    private final Instant reset;
    private long left;

    Budget(Instant reset, long left) {
      this.reset = reset;
      this.left = left;
    }
  }
}
