package dev.headgate.core.limit;

/** What the inbound limits tell of themselves. Implementations count; they must not block. */
public interface LimitTelemetry {
  /** Tells nobody. */
  LimitTelemetry SILENT = new LimitTelemetry() {};

  /** A rule was asked; {@code refused} also where a shadow rule would have refused. */
  default void decided(LimitRule rule, boolean refused) {}

  /** How much of a rule's bucket was in use when it was the tightest: 0 to 1. */
  default void used(LimitRule rule, double share) {}

  /** A rule was decided without the store. */
  default void storeFailed(LimitRule rule) {}
}
