package dev.headgate.core.quota;

/**
 * How a ledger and its store get on.
 *
 * @param degraded whether it decides from this process's share at present, because its store cannot
 *     be asked or has not been told all yet
 * @param failures how many calls to the store have failed or found the way barred
 * @param localDecisions how many reservations were decided about without the store
 */
public record LedgerStatus(boolean degraded, long failures, long localDecisions) {
  /** A ledger without a store, or one that nothing has happened to. */
  public static final LedgerStatus WELL = new LedgerStatus(false, 0, 0);
}
