package dev.headgate.embedded;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import java.util.List;

/** The program that embeds the gateway keeps its own account of what it does. */
final class NoAudit implements AuditLog {
  @Override
  public void append(AuditEvent event) {}

  @Override
  public List<AuditEvent> latest(int limit) {
    return List.of();
  }
}
