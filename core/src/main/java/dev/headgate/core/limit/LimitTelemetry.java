package dev.headgate.core.limit;

/** What the inbound limits tell of themselves. Implementations count; they must not block. */
public interface LimitTelemetry {
  /** Tells nobody. */
  LimitTelemetry SILENT = new LimitTelemetry() {};

  /** A rule was asked; {@code refused} also where a shadow rule would have refused. */
  default void decided(LimitRule rule, boolean refused) {}

  /** How full one of a rule's buckets was, where a decision or a look has told. */
  default void seen(LimitRule rule, Level level) {}

  /** A rule was decided without the store. */
  default void storeFailed(LimitRule rule) {}
}
