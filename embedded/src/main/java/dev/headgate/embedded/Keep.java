package dev.headgate.embedded;

import dev.headgate.core.admission.Gates;
import dev.headgate.core.admission.GitHubGates;
import dev.headgate.core.admission.PrimaryPolicy;
import dev.headgate.core.admission.SecondaryLimits;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.breaker.CircuitPolicy;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.core.breaker.StoreGuard;
import dev.headgate.core.cache.NearCache;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.gateway.SharedFlights;
import dev.headgate.core.limit.LeasedTokenBuckets;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.limit.ResilientTokenBuckets;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.ResilientQuotaLedger;
import dev.headgate.core.slot.ResilientSlots;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.core.thread.Threads;
import dev.headgate.storage.memory.breaker.BreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryBreakerBoard;
import dev.headgate.storage.memory.breaker.MemoryBreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import dev.headgate.storage.memory.cache.MemoryCacheSettings;
import dev.headgate.storage.memory.cache.MemoryResponseCache;
import dev.headgate.storage.memory.limit.MemoryLimitConfig;
import dev.headgate.storage.memory.limit.MemoryTokenBuckets;
import dev.headgate.storage.memory.quota.MemoryQuotaLedger;
import dev.headgate.storage.memory.quota.MemoryQuotaSettings;
import dev.headgate.storage.memory.slot.MemorySlots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What is learnt and spent, where it is kept: in this process alone, or in a store that others
 * share.
 *
 * @param cache GitHub's answers
 * @param ledger GitHub's quotas
 * @param gates GitHub's limits, of which the ledger is one
 * @param breakers whether services are there
 * @param flights who reads what nobody knows yet
 */
record Keep(
    ResponseCache cache,
    QuotaLedger ledger,
    Gates gates,
    SharedCircuitBreakers breakers,
    SharedFlights flights) {
  private static final Duration TTL = Duration.ofDays(7);
  private static final Duration CATCH_UP = Duration.ofSeconds(1);
  private static final Duration EXCHANGE = Duration.ofMillis(500);
  private static final Duration PROBE = Duration.ofSeconds(1);

  /** Several times in a term of a lease. */
  private static final Duration SETTLE = Duration.ofMillis(10);

  /** In this process's memory. */
  static Keep own(long cacheBytes, SecondaryLimits limits, InstantSource clock) {
    QuotaLedger ledger = new MemoryQuotaLedger(MemoryQuotaSettings.DEFAULTS);
    return new Keep(
        copies(cacheBytes),
        ledger,
        gates(ledger, LimitStore.of(local()), new MemorySlots(), limits),
        SharedCircuitBreakers.direct(
            circuits(clock.instant()), new MemoryBreakerBoard(), process(), Keep::policy, clock),
        SharedFlights.NONE);
  }

  /** In that store, which is looked after by these chores. */
  static Keep shared(
      SharedStores stores,
      long cacheBytes,
      SecondaryLimits limits,
      Telemetry telemetry,
      InstantSource clock,
      Chores chores) {
    String process = process();
    MemoryCircuitBreakers own = circuits(clock.instant());
    StoreGuard guard = new StoreGuard(own.breaker(stores.name()), telemetry, clock);
    SharedCircuitBreakers breakers =
        SharedCircuitBreakers.inBackground(
            own,
            stores.breakers(),
            guard,
            process,
            Keep::policy,
            Threads.eachLight("headgate-breakers"),
            clock);
    ResilientQuotaLedger ledger =
        new ResilientQuotaLedger(
            stores.ledger(),
            () -> new MemoryQuotaLedger(MemoryQuotaSettings.DEFAULTS),
            guard,
            breakers::processes,
            clock);
    TokenBuckets buckets = stores.buckets();
    LeasedTokenBuckets leased = new LeasedTokenBuckets(buckets, stores.leases(), System::nanoTime);
    TokenBuckets local = local();
    LimitStore counted =
        new LimitStore(
            new ResilientTokenBuckets(buckets, local, guard, breakers::processes),
            new ResilientTokenBuckets(leased, local, guard, breakers::processes));
    Slots slots = stores.slots();
    NearCache cache =
        new NearCache(stores.cache(cacheBytes, TTL), copies(cacheBytes), guard, System::nanoTime);
    chores.once("headgate-store", stores::prepare);
    chores.every(PROBE, () -> guard.probe(stores::ping));
    chores.every(NearCache.POLL, () -> cache.catchUp(clock.instant()));
    chores.every(CATCH_UP, ledger::reconcile);
    chores.every(EXCHANGE, breakers::exchange);
    chores.every(SETTLE, leased::settle);
    chores.atEnd(leased::close);
    return new Keep(
        cache,
        ledger,
        gates(
            ledger,
            counted,
            new ResilientSlots(slots, new MemorySlots(), guard, breakers::processes),
            limits),
        breakers,
        new SharedFlights(slots, guard, process));
  }

  private static Gates gates(
      QuotaLedger ledger, LimitStore buckets, Slots slots, SecondaryLimits limits) {
    return new GitHubGates(
        ledger,
        buckets,
        slots,
        () -> PrimaryPolicy.DEFAULTS,
        limits,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  private static ResponseCache copies(long bytes) {
    return new MemoryResponseCache(new MemoryCacheSettings(bytes, TTL));
  }

  private static TokenBuckets local() {
    return new MemoryTokenBuckets(MemoryLimitConfig.DEFAULTS);
  }

  private static MemoryCircuitBreakers circuits(Instant now) {
    return new MemoryCircuitBreakers(MemoryBreakerSettings.DEFAULTS, now);
  }

  private static CircuitPolicy policy(String service) {
    BreakerSettings settings =
        service.equals(CircuitBreakers.GITHUB) ? BreakerSettings.GITHUB : BreakerSettings.DEFAULTS;
    return new CircuitPolicy(settings.openFor(), settings.successes());
  }

  private static String process() {
    return "embedded-" + UUID.randomUUID();
  }
}
