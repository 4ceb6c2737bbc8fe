package dev.headgate.storage.testing;

import dev.headgate.core.breaker.StoreGuard;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.Reservation;
import dev.headgate.core.quota.ResilientQuotaLedger;
import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.storage.memory.breaker.MemoryBreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import dev.headgate.storage.memory.quota.MemoryQuotaLedger;
import dev.headgate.storage.memory.quota.MemoryQuotaSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** What one of two processes has of the quota: the resilient ledger behind a guarded store. */
public final class QuotaProcess {
  private static final Duration HOLD = Duration.ofSeconds(90);

  private final QuotaLedger shared;
  private final StoreGuard guard;
  private final ResilientQuotaLedger ledger;

  /** One of two processes over that store. */
  public QuotaProcess(String store, QuotaLedger shared) {
    this.shared = shared;
    this.guard =
        new StoreGuard(
            new MemoryCircuitBreakers(MemoryBreakerSettings.DEFAULTS).breaker(store),
            Telemetry.SILENT,
            InstantSource.system());
    this.ledger =
        new ResilientQuotaLedger(
            shared,
            () -> new MemoryQuotaLedger(MemoryQuotaSettings.DEFAULTS),
            guard,
            () -> 2,
            InstantSource.system());
  }

  /** The ledger that the process uses. */
  public ResilientQuotaLedger ledger() {
    return ledger;
  }

  /** What the store itself says. */
  public QuotaLedger shared() {
    return shared;
  }

  /** Whether the circuit of the store is not open. */
  public boolean reachable() {
    return guard.reachable();
  }

  /** Looks after the store as a server does once a second; true when all is well. */
  public boolean heal() {
    guard.probe(() -> shared.account(SharedQuotaLedgerContract.fresh(), Instant.now()));
    ledger.reconcile();
    return !ledger.degraded();
  }

  /** Reserves for so long as a request may take. */
  public Reservation reserve(QuotaKey key, long points) {
    return ledger.reserve(key, Demand.of(points, HOLD), Instant.now());
  }

  /** Spends point by point, at most so many; GitHub tells with each what is left. */
  public int spend(QuotaKey key, int most, AtomicLong github, Instant reset) {
    for (int spent = 0; spent < most; spent++) {
      Reservation reservation = reserve(key, 1);
      if (reservation.refusal() != null) {
        return spent;
      }
      long left = github.decrementAndGet();
      ledger.settle(
          reservation,
          1,
          new QuotaObservation("core", 5_000, left, 5_000 - left, reset),
          Instant.now());
    }
    return most;
  }
}
