package dev.headgate.core.audit;

import java.util.List;

/**
 * Remembers who did what, with which result. Append-only: nothing is changed afterwards; the oldest
 * may be dropped by the implementation's own bound.
 *
 * <p>Safe for use by several threads; appending does not block on anything slow.
 */
public interface AuditLog {
  /** Appends an event. */
  void append(AuditEvent event);

  /** The latest events, newest first, at most {@code limit}. */
  List<AuditEvent> latest(int limit);
}
