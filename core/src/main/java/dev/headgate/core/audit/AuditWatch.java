package dev.headgate.core.audit;

/** Told what becomes of events; must not block for long. */
public interface AuditWatch {
  /** Nobody is told. */
  AuditWatch NONE = new AuditWatch() {};

  /** The event is in the chain. */
  default void written(AuditEntry entry) {}

  /** The event will never be in the chain: there was no place, or no time at the end. */
  default void lost(AuditEvent event) {}

  /** Events are dropped from now on, so many wait. */
  default void full(int waiting) {}

  /** Events are written again after some were dropped, so many since the start. */
  default void caughtUp(long dropped) {}

  /** Writing failed; it is tried again. */
  default void failed(RuntimeException failure) {}

  /** The store's chain ends before the number that this process has seen there. */
  default void rewound(long seen, long found) {}
}
