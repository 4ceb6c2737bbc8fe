package dev.headgate.runtime.store;

import dev.headgate.core.audit.AuditEntry;
import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what becomes of the audit. Each entry is one line of JSON, as {@code GET
 * /api/v1/audit?format=ndjson} gives it, once it is in the chain; what will never be is a line
 * without number and hash.
 */
final class LoggedAudit extends AuditWatch {
  /** The name of the logger of entries. */
  static final String LOGGER = "headgate.audit";

  private static final Logger EVENTS = LoggerFactory.getLogger(LOGGER);
  private static final Logger LOG = LoggerFactory.getLogger(LoggedAudit.class);

  private final boolean entries;

  LoggedAudit(boolean entries) {
    this.entries = entries;
  }

  @Override
  public void written(AuditEntry entry) {
    if (entries) {
      EVENTS.info("{}", AuditLine.of(entry));
    }
  }

  @Override
  public void lost(AuditEvent event) {
    // Whatever is configured: nothing else tells of it.
    EVENTS.warn("{}", AuditLine.of(event));
  }

  @Override
  public void full(int waiting) {
    LOG.warn("audit events are dropped: {} wait to be written", waiting);
  }

  @Override
  public void caughtUp(long dropped) {
    LOG.warn("audit events are written again; dropped since the start: {}", dropped);
  }

  @Override
  public void failed(RuntimeException failure) {
    LOG.debug("audit events wait", failure);
  }

  @Override
  public void rewound(long seen, long found) {
    LOG.error(
        "the audit's store ends at entry {}, but had entry {} before: later ones are lost",
        found,
        seen);
  }
}
