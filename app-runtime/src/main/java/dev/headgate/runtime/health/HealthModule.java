package dev.headgate.runtime.health;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.audit.ChainedAuditLog;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.core.protection.LoadShedder;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.github.upstream.GitHubProbe;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.store.StoreWatch;
import dev.headgate.runtime.work.Worker;
import java.time.InstantSource;

/** Whether this process and what it depends on are well. */
public final class HealthModule extends AbstractModule {
  @Provides
  @Singleton
  static HealthProbes probes(
      Upstream upstream, Gateway gateway, Configuration configuration, InstantSource clock) {
    GitHubProbe probe = new GitHubProbe(upstream, configuration.github().statusTimeout());
    return new HealthProbes(
        probe::alive, gateway.availability(), configuration.github().statusSleepTime(), clock);
  }

  @Provides
  @Singleton
  static Readiness readiness() {
    return new Readiness();
  }

  @Provides
  @Singleton
  static HealthReport health(
      Gateway gateway,
      HealthProbes probes,
      CircuitBreakers breakers,
      ResponseCache cache,
      QuotaLedger ledger,
      StoreWatch stores,
      TaskQueue queue,
      Worker worker,
      LoadShedder shedder,
      BodyMemory memory,
      ChainedAuditLog audit,
      InstantSource clock) {
    return new HealthReport(
        gateway.availability(),
        probes,
        breakers,
        cache,
        ledger,
        stores,
        new WorkHealth(queue, worker, clock),
        new AuditHealth(audit::status, clock),
        new LoadHealth(shedder, memory),
        clock);
  }
}
