package dev.headgate.storage.memory;

import com.google.inject.AbstractModule;
import dev.headgate.storage.memory.audit.MemoryAuditModule;
import dev.headgate.storage.memory.breaker.MemoryBreakerModule;
import dev.headgate.storage.memory.breaker.MemoryBreakerSettings;
import dev.headgate.storage.memory.cache.MemoryCacheModule;
import dev.headgate.storage.memory.cache.MemoryCacheSettings;
import dev.headgate.storage.memory.limit.MemoryLimitModule;
import dev.headgate.storage.memory.quota.MemoryQuotaModule;
import dev.headgate.storage.memory.quota.MemoryQuotaSettings;

/** Every port of the core that can be kept in this process's memory. */
public final class MemoryStorageModule extends AbstractModule {
  private final MemoryCacheSettings cache;
  private final MemoryQuotaSettings quota;
  private final MemoryBreakerSettings breakers;

  /** All features, each with its own settings. */
  public MemoryStorageModule(
      MemoryCacheSettings cache, MemoryQuotaSettings quota, MemoryBreakerSettings breakers) {
    this.cache = cache;
    this.quota = quota;
    this.breakers = breakers;
  }

  /** All features with their defaults. */
  public static MemoryStorageModule defaults() {
    return new MemoryStorageModule(
        MemoryCacheSettings.DEFAULTS, MemoryQuotaSettings.DEFAULTS, MemoryBreakerSettings.DEFAULTS);
  }

  @Override
  protected void configure() {
    install(new MemoryCacheModule(cache));
    install(new MemoryQuotaModule(quota));
    install(new MemoryBreakerModule(breakers));
    install(new MemoryAuditModule());
    install(new MemoryLimitModule());
  }
}
