package dev.headgate.core.breaker;

/** What one process has seen of a service lately. */
public enum Vote {
  /** Nothing: it has not called it, or is only trying it again. */
  SILENT,
  /** Its calls are answered. */
  HEALTHY,
  /** Its own circuit is open. */
  FAILING
}
