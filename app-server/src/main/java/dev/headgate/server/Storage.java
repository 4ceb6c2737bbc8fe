package dev.headgate.server;

import com.google.inject.Module;
import com.google.inject.util.Modules;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.storage.memory.audit.MemoryAuditModule;
import dev.headgate.storage.memory.audit.MemoryAuditSettings;
import dev.headgate.storage.memory.breaker.BreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryBreakerModule;
import dev.headgate.storage.memory.breaker.MemoryBreakerSettings;
import dev.headgate.storage.memory.cache.MemoryCacheModule;
import dev.headgate.storage.memory.cache.MemoryCacheSettings;
import dev.headgate.storage.memory.limit.MemoryLimitModule;
import dev.headgate.storage.memory.quota.MemoryQuotaModule;
import dev.headgate.storage.memory.quota.MemoryQuotaSettings;
import dev.headgate.storage.memory.setting.MemorySettingModule;
import java.util.Map;

/** Chooses the module of each port by the store that the configuration names for it. */
final class Storage {
  private Storage() {}

  static Module of(Configuration configuration) {
    return Modules.combine(
        cache(configuration),
        limits(configuration),
        quota(configuration),
        breakers(configuration),
        settings(configuration),
        audit(configuration));
  }

  private static Module cache(Configuration configuration) {
    return switch (configuration.storage().cache()) {
      case MEMORY ->
          new MemoryCacheModule(
              new MemoryCacheSettings(
                  configuration.cache().maxBytes(), configuration.cache().ttl()));
      case REDIS, POSTGRES -> throw missing("CACHE_TYPE", configuration.storage().cache());
    };
  }

  private static Module limits(Configuration configuration) {
    return switch (configuration.storage().limits()) {
      case MEMORY -> new MemoryLimitModule();
      case REDIS, POSTGRES -> throw missing("LIMIT_STORE", configuration.storage().limits());
    };
  }

  private static Module quota(Configuration configuration) {
    return switch (configuration.storage().quota()) {
      case MEMORY -> new MemoryQuotaModule(MemoryQuotaSettings.DEFAULTS);
      case REDIS, POSTGRES -> throw missing("QUOTA_STORE", configuration.storage().quota());
    };
  }

  private static Module breakers(Configuration configuration) {
    return switch (configuration.storage().breakers()) {
      case MEMORY -> new MemoryBreakerModule(circuits(configuration));
      case REDIS, POSTGRES -> throw missing("BREAKER_STORE", configuration.storage().breakers());
    };
  }

  private static Module settings(Configuration configuration) {
    return switch (configuration.storage().limits()) {
      case MEMORY -> new MemorySettingModule();
      case REDIS, POSTGRES -> throw missing("LIMIT_STORE", configuration.storage().limits());
    };
  }

  private static Module audit(Configuration configuration) {
    return switch (configuration.storage().type()) {
      case MEMORY -> new MemoryAuditModule(MemoryAuditSettings.DEFAULTS);
      case REDIS, POSTGRES -> throw missing("STORAGE_TYPE", configuration.storage().type());
    };
  }

  private static MemoryBreakerSettings circuits(Configuration configuration) {
    var settings = configuration.breaker();
    return new MemoryBreakerSettings(
        Map.of(CircuitBreakers.GITHUB, circuit(settings.github())), circuit(settings.others()));
  }

  private static BreakerSettings circuit(
      dev.headgate.runtime.configuration.BreakerSettings.Circuit circuit) {
    return new BreakerSettings(
        circuit.failureThreshold(), circuit.openTime(), circuit.halfOpenSuccessThreshold());
  }

  private static CannotStart missing(String setting, Store store) {
    return new CannotStart("%s: %s (expected: memory in this version)".formatted(setting, store));
  }
}
