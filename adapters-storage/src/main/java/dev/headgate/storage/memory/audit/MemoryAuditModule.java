package dev.headgate.storage.memory.audit;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.audit.AuditLog;

/** Keeps the audit log in this process's memory. */
public final class MemoryAuditModule extends AbstractModule {
  private final MemoryAuditSettings settings;

  /** The feature with these settings. */
  public MemoryAuditModule(MemoryAuditSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    bind(MemoryAuditSettings.class).toInstance(settings);
  }

  @Provides
  @Singleton
  static AuditLog auditLog(MemoryAuditSettings settings) {
    return new MemoryAuditLog(settings);
  }
}
