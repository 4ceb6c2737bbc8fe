package dev.headgate.storage.memory.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.audit.AuditLogContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryAuditLogTest implements AuditLogContract {
  private final MemoryAuditLog log = new MemoryAuditLog(MemoryAuditSettings.DEFAULTS);

  @Override
  public AuditLog auditLog() {
    return log;
  }

  @Test
  void dropsTheOldestWhenItIsFull() {
    MemoryAuditLog small = new MemoryAuditLog(new MemoryAuditSettings(3));
    for (int i = 1; i <= 5; i++) {
      small.append(AuditLogContract.event("user:octocat", Integer.toString(i)));
    }
    assertThat(small.latest(10)).extracting(AuditEvent::outcome).containsExactly("5", "4", "3");
  }

  @Test
  void writesEveryEventOut() {
    List<AuditEvent> written = new ArrayList<>();
    MemoryAuditLog writing = new MemoryAuditLog(new MemoryAuditSettings(1), written::add);
    AuditEvent one = AuditLogContract.event("user:octocat", "201");
    AuditEvent other = AuditLogContract.event("user:octocat", "403");
    writing.append(one);
    writing.append(other);
    assertThat(written).containsExactly(one, other);
  }
}
