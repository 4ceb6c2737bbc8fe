package dev.headgate.core.audit;

/**
 * What of the chain is kept.
 *
 * @param anchor the last entry that was removed for its age; the next is the oldest kept
 * @param head the last entry
 */
public record AuditSpan(AuditMark anchor, AuditMark head) {
  /** Nothing written yet. */
  public static final AuditSpan EMPTY = new AuditSpan(AuditMark.START, AuditMark.START);
}
