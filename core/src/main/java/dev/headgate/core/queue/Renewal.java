package dev.headgate.core.queue;

/** What a worker hears when it renews a lease. */
public enum Renewal {
  /** Go on. */
  HELD,
  /** Go on no further: somebody called the task off. */
  CANCELLED,
  /** The lease has ended: stop, and change nothing. */
  LOST
}
