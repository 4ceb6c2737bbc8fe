package dev.headgate.storage.memory.audit;

import dev.headgate.core.audit.AuditStore;
import dev.headgate.core.audit.AuditStoreContract;

class MemoryAuditStoreTest implements AuditStoreContract {
  @Override
  public AuditStore auditStore() {
    return new MemoryAuditStore();
  }
}
