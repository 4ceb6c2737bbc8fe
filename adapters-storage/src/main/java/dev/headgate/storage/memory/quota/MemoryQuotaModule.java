package dev.headgate.storage.memory.quota;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.quota.QuotaLedger;

/** Keeps GitHub's quota accounts in this process's memory. */
public final class MemoryQuotaModule extends AbstractModule {
  private final MemoryQuotaSettings settings;

  /** The feature with these settings. */
  public MemoryQuotaModule(MemoryQuotaSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    bind(MemoryQuotaSettings.class).toInstance(settings);
  }

  @Provides
  @Singleton
  static QuotaLedger quotaLedger(MemoryQuotaSettings settings) {
    return new MemoryQuotaLedger(settings);
  }
}
