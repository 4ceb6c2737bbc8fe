package dev.headgate.storage.memory.audit;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.audit.AuditStore;

/** Keeps the audit's entries in this process's memory. */
public final class MemoryAuditModule extends AbstractModule {

  @Provides
  @Singleton
  static AuditStore auditStore() {
    return new MemoryAuditStore();
  }
}
