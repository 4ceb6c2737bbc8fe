package dev.headgate.core.audit;

import java.util.List;

/** Leaves out what was written to GitHub. */
public record WithoutGithub(AuditLog log) implements AuditLog {
  @Override
  public void append(AuditEvent event) {
    if (!event.action().startsWith("github.")) {
      log.append(event);
    }
  }

  @Override
  public List<AuditEvent> latest(int limit) {
    return log.latest(limit);
  }
}
