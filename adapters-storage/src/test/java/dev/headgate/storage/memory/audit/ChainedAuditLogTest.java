package dev.headgate.storage.memory.audit;

import dev.headgate.core.audit.AuditChain;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.audit.AuditLogContract;
import dev.headgate.core.audit.AuditSettings;
import dev.headgate.core.audit.AuditWatch;
import dev.headgate.core.audit.ChainedAuditLog;
import org.junit.jupiter.api.AfterEach;

class ChainedAuditLogTest implements AuditLogContract {
  private final ChainedAuditLog log =
      new ChainedAuditLog(
          new MemoryAuditStore(), AuditChain.plain(), AuditSettings.DEFAULTS, AuditWatch.NONE);
  private final Thread writer = Thread.ofVirtual().start(log::run);

  @AfterEach
  void end() {
    log.close();
    writer.interrupt();
  }

  @Override
  public AuditLog auditLog() {
    return log;
  }
}
