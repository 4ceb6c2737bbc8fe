package dev.headgate.runtime.store;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.PrivateModule;
import com.google.inject.Provider;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.name.Names;
import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.core.cache.NearCache;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.core.job.JobNotes;
import dev.headgate.core.limit.LeasedTokenBuckets;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.ResilientQuotaLedger;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.spending.SpendingBoard;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.StorageSettings;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.task.job.JobStore;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import dev.headgate.storage.memory.cache.MemoryCacheSettings;
import dev.headgate.storage.memory.cache.MemoryResponseCache;
import dev.headgate.storage.memory.quota.MemoryQuotaLedger;
import dev.headgate.storage.memory.quota.MemoryQuotaSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** The ports that are kept in one shared store, over one connection that nobody else sees. */
abstract class StoreModule extends PrivateModule {
  private final Store store;
  private final StorageSettings storage;

  StoreModule(Store store, StorageSettings storage) {
    this.store = store;
    this.storage = storage;
  }

  /** Whether something is kept here. */
  final boolean keeps(Store chosen) {
    return chosen == store;
  }

  /** The names of what is kept here, as health shows them. */
  final List<String> kept() {
    List<String> kept = new ArrayList<>();
    add(kept, "cache", storage.cache());
    add(kept, "limits", storage.limits());
    add(kept, "quota", storage.quota());
    add(kept, "breakers", storage.breakers());
    add(kept, "tasks", storage.queue());
    add(kept, "audit", storage.type());
    return kept;
  }

  private void add(List<String> kept, String name, Store chosen) {
    if (keeps(chosen)) {
      kept.add(name);
    }
  }

  /** Hands out the store itself, for the watch. */
  final void exposeStore(String name) {
    Key<SharedStore> outside = Key.get(SharedStore.class, Names.named(name));
    bind(outside).to(SharedStore.class);
    expose(outside);
  }

  /** The circuits that processes agree on over this store. */
  static final class Agreement extends AbstractModule {
    @Provides
    @Singleton
    static SharedCircuitBreakers circuitBreakers(
        MemoryCircuitBreakers own,
        BreakerBoard board,
        SharedStore store,
        ProcessName process,
        LiveConfiguration live,
        ExecutorService executor,
        InstantSource clock) {
      return SharedCircuitBreakers.inBackground(
          own,
          board,
          store.guard(),
          process.text(),
          service -> CircuitModule.policy(live.now(), service),
          executor,
          clock);
    }
  }

  /** The store's responses, behind copies in this process. */
  static final class Copies extends AbstractModule {
    @Provides
    @Singleton
    static ResponseCache cache(
        SharedResponseCache shared, SharedStore store, Configuration configuration) {
      var cache = configuration.cache();
      return new NearCache(
          shared,
          new MemoryResponseCache(new MemoryCacheSettings(cache.maxBytes(), cache.ttl())),
          store.guard(),
          System::nanoTime);
    }
  }

  /** A ledger that outlives the loss of its store. */
  static QuotaLedger resilient(
      QuotaLedger shared,
      SharedStore store,
      Provider<SharedCircuitBreakers> processes,
      InstantSource clock) {
    return new ResilientQuotaLedger(
        shared,
        () -> new MemoryQuotaLedger(MemoryQuotaSettings.DEFAULTS),
        store.guard(),
        () -> processes.get().processes(),
        clock);
  }

  /** A board that nobody waits for while its store is away. */
  static SpendingBoard guarded(SpendingBoard shared, SharedStore store) {
    return (process, page, ttl, now) ->
        store.guard().call(() -> shared.exchange(process, page, ttl, now));
  }

  /** What is agreed on about jobs, which nobody waits for while its store is away. */
  static JobStore guarded(Slots slots, JobNotes notes, SharedStore store) {
    return new JobStore(
        new GuardedSlots(slots, store.guard()), new GuardedJobNotes(notes, store.guard()));
  }

  /** The store's buckets, and the way to them by leases for the rules that ask for it. */
  static LimitStore limits(TokenBuckets buckets, TokenLeases leases) {
    return new LimitStore(buckets, new LeasedTokenBuckets(buckets, leases, System::nanoTime));
  }
}
