package dev.headgate.core.quota;

import dev.headgate.core.quota.Outage.Loan;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StoreCalls;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A shared ledger that outlives the loss of its store. Its methods throw no {@link StorageFailure}.
 *
 * <p><b>Away.</b> From the first call that fails, a local ledger decides. It starts from what was
 * last heard of each account and spends this process's share of it: what was neither spent nor held
 * by anybody, divided by the number of processes, and never more than that share of what GitHub's
 * answers say is left. Shares of processes that heard at different times may add up to more than
 * what is left; GitHub's first answer to each corrects that. Accounts of which nothing was heard
 * are learnt by spending, as ever.
 *
 * <p><b>Back.</b> Before the shared ledger is trusted again it is told, in order, what happened
 * meanwhile: pauses, exhaustions, observations, settlements, and what is still under way, which it
 * holds from then on. All of that can be told twice. {@link #reconcile} does so, or one caller a
 * second; until it is done, all others go on locally and wait for nothing.
 *
 * <p><b>Doubt.</b> A reservation whose answer was lost may be held by the shared ledger. The local
 * one decides about the request; when it is settled, or refused, the shared one is told by the same
 * id, so nothing is held or spent twice.
 *
 * <p><b>Forgetfulness.</b> A store that comes back without its data, or loses it unnoticed, is told
 * what this process knows: the pauses that run, what it holds, and each account as it is next asked
 * for, before anything is spent of it.
 *
 * <p>Bounded: 10,000 accounts as last heard, 100,000 entries to tell (pauses without bound). Safe
 * for use by several threads. A call that finds the way to the store barred never waits.
 */
public final class ResilientQuotaLedger implements QuotaLedger {
  private static final Duration GLANCE = Duration.ofSeconds(1);

  /** How long after a failure a caller tries the store again; one at a time. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** What is under way beyond that is not held anew after a loss of data. */
  private static final int MOST_HELD = 100_000;

  private final QuotaLedger shared;
  private final Supplier<? extends QuotaLedger> locals;
  private final StoreCalls store;
  private final IntSupplier processes;
  private final InstantSource clock;

  private final LedgerView view = new LedgerView();
  private final ConcurrentMap<UUID, Loan> held = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();
  private final ReentrantLock telling = new ReentrantLock();
  private final AtomicReference<Instant> nextTry = new AtomicReference<>(Instant.MIN);
  private final LongAdder failures = new LongAdder();
  private final LongAdder localDecisions = new LongAdder();

  /**
   * A ledger over {@code shared}.
   *
   * @param locals makes an empty ledger in memory for each outage
   * @param store the way to the shared ledger's store: {@code guard::call}
   * @param processes how many processes spend the same quota, this one included; asked while the
   *     store is away
   */
  public ResilientQuotaLedger(
      QuotaLedger shared,
      Supplier<? extends QuotaLedger> locals,
      StoreCalls store,
      IntSupplier processes,
      InstantSource clock) {
    this.shared = shared;
    this.locals = locals;
    this.store = store;
    this.processes = processes;
    this.clock = clock;
  }

  @Override
  public Reservation reserve(QuotaKey key, Demand demand, Instant now) {
    @Nullable Instant rest = view.rest(key, now);
    if (rest != null && !demand.owed()) {
      return Reservation.refused(
          key, demand, view.account(key, now), new Refusal(Refusal.Reason.SECONDARY_PAUSE, rest));
    }
    boolean unsure = false;
    while (true) {
      @Nullable Outage current = current();
      if (current == null) {
        @Nullable Reservation answer = null;
        try {
          answer = store.call(() -> shared.reserve(key, demand, now));
          return heard(demand, answer, now);
        } catch (StorageFailure failure) {
          unsure |= answer != null || failure instanceof OutcomeUnknown;
          current = began(now);
        }
      }
      @Nullable Reservation mine = current.reserve(key, demand, unsure, now);
      if (mine != null) {
        localDecisions.increment();
        return mine;
      }
    }
  }

  @Override
  public void settle(
      Reservation reservation, long spent, @Nullable QuotaObservation seen, Instant now) {
    QuotaKey key = reservation.key();
    if (held.remove(reservation.id()) != null) {
      long cost = seen == null ? spent : 0;
      view.changed(key, account -> account.settle(reservation.points(), cost, now), now);
    }
    if (seen != null) {
      QuotaKey named = seen.resource().isEmpty() ? key : key.forResource(seen.resource());
      view.changed(named, account -> account.current(now).observe(seen, now), now);
    }
    tell(
        () -> shared.settle(reservation, spent, seen, now),
        away -> away.settle(reservation, spent, seen, now));
  }

  @Override
  public void pause(QuotaKey key, Instant until, Instant now) {
    view.pause(key, until);
    view.changed(key, account -> account, now);
    tell(() -> shared.pause(key, until, now), away -> away.pause(key, until, now));
  }

  @Override
  public void exhaust(QuotaKey key, Instant until, Instant now) {
    view.changed(key, account -> account.current(now).exhaust(until), now);
    tell(() -> shared.exhaust(key, until, now), away -> away.exhaust(key, until, now));
  }

  /** While the store is away: what this process may spend of it. */
  @Override
  public QuotaAccount account(QuotaKey key, Instant now) {
    @Nullable Outage current = current();
    if (current == null) {
      try {
        QuotaAccount account = store.call(() -> shared.account(key, now));
        view.told(key, account, now);
        return account;
      } catch (StorageFailure failure) {
        current = began(now);
      }
    }
    return current.account(key, now);
  }

  /** The account as heard within the last second, else {@link #account}. */
  @Override
  public QuotaAccount glance(QuotaKey key, Instant now) {
    return view.fresh(key, GLANCE, now) ? view.account(key, now) : account(key, now);
  }

  /** While the store is away: as last heard. */
  @Override
  public Map<QuotaKey, QuotaAccount> accounts(Instant now) {
    if (current() == null) {
      try {
        return store.call(() -> shared.accounts(now));
      } catch (StorageFailure failure) {
        began(now);
      }
    }
    return view.accounts(now);
  }

  /**
   * Tells the shared ledger what it has missed, if it can be asked again; does nothing while all is
   * well. To be called about once a second from a thread that may wait, so that others learn of a
   * pause although nobody asks here.
   */
  public void reconcile() {
    nextTry.set(Instant.MIN);
    current();
  }

  @Override
  public LedgerStatus status() {
    return new LedgerStatus(degraded(), failures(), localDecisions());
  }

  /** Whether a local ledger decides at present. */
  public boolean degraded() {
    return outage.get() != null;
  }

  /** How many calls to the store have failed or found the way barred. */
  public long failures() {
    return failures.sum();
  }

  /** How many reservations a local ledger has decided about. */
  public long localDecisions() {
    return localDecisions.sum();
  }

  /** The outage to live with; null where the shared ledger is to be asked. */
  private @Nullable Outage current() {
    @Nullable Outage current = outage.get();
    if (current == null || clock.instant().isBefore(nextTry.get()) || !telling.tryLock()) {
      return current;
    }
    try {
      return told(current) ? null : outage.get();
    } finally {
      telling.unlock();
    }
  }

  private boolean told(Outage current) {
    Instant now = clock.instant();
    try {
      return store.call(() -> current.tell(shared, held, now))
          && outage.compareAndSet(current, null);
    } catch (StorageFailure failure) {
      failed();
      return false;
    }
  }

  private void failed() {
    failures.increment();
    nextTry.set(clock.instant().plus(PATIENCE));
  }

  private Outage began(Instant now) {
    failed();
    while (true) {
      @Nullable Outage current = outage.get();
      if (current != null) {
        return current;
      }
      Outage fresh = new Outage(locals.get(), view, processes, now);
      if (outage.compareAndSet(null, fresh)) {
        return fresh;
      }
    }
  }

  /** Does it with the shared ledger, else has the outage note it. */
  private void tell(Runnable call, Predicate<Outage> note) {
    while (true) {
      @Nullable Outage current = current();
      if (current == null) {
        try {
          store.call(() -> {
            call.run();
            return call;
          });
          return;
        } catch (StorageFailure failure) {
          current = began(clock.instant());
        }
      }
      if (note.test(current)) {
        return;
      }
    }
  }

  private Reservation heard(Demand demand, Reservation answer, Instant now) {
    QuotaKey key = answer.key();
    QuotaAccount last = view.account(key, now);
    boolean forgotten =
        answer.refusal() == null && answer.account().reset() == null && last.known(now);
    Reservation answered = forgotten ? reminded(demand, answer, last, now) : answer;
    view.told(key, answered.account(), now);
    if (answered.refusal() == null && demand.points() > 0 && held.size() < MOST_HELD) {
      held.put(demand.id(), new Loan(answered, demand, false, null));
    }
    return answered;
  }

  /**
   * The shared ledger granted something of an account that it knows nothing of although its window
   * runs, by our clock. Either ours is wrong or the ledger has lost its data.
   */
  private Reservation reminded(Demand demand, Reservation answer, QuotaAccount last, Instant now) {
    QuotaKey key = answer.key();
    QuotaAccount after =
        store.call(() -> {
          Outage.teach(shared, key, last, last.remaining(), now);
          return shared.account(key, now);
        });
    if (after.reset() == null) {
      return answer;
    }
    began(now);
    @Nullable Refusal refusal = after.release(demand.points()).refusal(demand, now);
    if (refusal == null) {
      return Reservation.held(key, demand, after);
    }
    store.call(() -> {
      shared.settle(answer, 0, null, now);
      return answer;
    });
    return Reservation.refused(key, demand, after, refusal);
  }
}
