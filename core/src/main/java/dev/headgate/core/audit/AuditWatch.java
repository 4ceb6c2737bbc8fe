package dev.headgate.core.audit;

/** Told what becomes of events; must not block for long. */
public class AuditWatch {
  /** Nobody is told. */
  public static final AuditWatch NONE = new AuditWatch();

  /** The event is in the chain. */
  public void written(AuditEntry entry) {}

  /** The event will never be in the chain: there was no place, or no time at the end. */
  public void lost(AuditEvent event) {}

  /** Events are dropped from now on, so many wait. */
  public void full(int waiting) {}

  /** Events are written again after some were dropped, so many since the start. */
  public void caughtUp(long dropped) {}

  /** Writing failed; it is tried again. */
  public void failed(RuntimeException failure) {}

  /** The store's chain ends before the number that this process has seen there. */
  public void rewound(long seen, long found) {}
}
