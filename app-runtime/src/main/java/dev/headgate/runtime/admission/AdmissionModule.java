package dev.headgate.runtime.admission;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.admission.AdmissionControl;
import dev.headgate.core.admission.Gates;
import dev.headgate.core.admission.GitHubGates;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.limit.ResilientTokenBuckets;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.priority.EndpointPriority;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.slot.ResilientSlots;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.store.StoreWatch;
import dev.headgate.storage.memory.limit.MemoryLimitConfig;
import dev.headgate.storage.memory.limit.MemoryTokenBuckets;
import dev.headgate.storage.memory.slot.MemorySlots;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;

/** GitHub's limits, and the queue of those who wait for them. */
public final class AdmissionModule extends AbstractModule {

  @Provides
  @Singleton
  static Gates gates(
      Configuration configuration,
      LiveConfiguration live,
      QuotaLedger ledger,
      GateStore shared,
      SharedCircuitBreakers processes,
      StoreWatch stores) {
    StoreCalls store = stores.calls("quota");
    TokenBuckets local = new MemoryTokenBuckets(MemoryLimitConfig.DEFAULTS);
    LimitStore buckets =
        new LimitStore(
            new ResilientTokenBuckets(
                shared.buckets().direct(), local, store, processes::processes),
            new ResilientTokenBuckets(
                shared.buckets().leased(), local, store, processes::processes));
    return new GitHubGates(
        ledger,
        buckets,
        new ResilientSlots(shared.slots(), new MemorySlots(), store, processes::processes),
        live.derived(changed -> changed.quota().primary()),
        configuration.quota().secondary(),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  @Provides
  @Singleton
  static TimerAlarm alarm(ExecutorService executor, InstantSource clock) {
    return new TimerAlarm(executor, clock);
  }

  @Provides
  @Singleton
  static AdmissionControl admissionControl(
      Configuration configuration, Gates gates, TimerAlarm alarm, InstantSource clock) {
    return new AdmissionControl(gates, configuration.quota().line(), alarm, clock);
  }

  @Provides
  @Singleton
  static EndpointPriority endpointPriority(Configuration configuration) {
    return new EndpointPriority(configuration.quota().priorities());
  }
}
