package dev.headgate.core.audit;

/**
 * A place in the chain that a store keeps beside the entries: where it ends, or what was removed
 * last.
 *
 * @param number the entry's number; 0: before the first
 * @param hash the entry's hash
 * @param seal proof, by {@link AuditChain}, that it was set by who writes the chain; empty for 0
 */
public record AuditMark(long number, String hash, String seal) {
  /** Before the first entry. */
  public static final AuditMark START = new AuditMark(0, "0".repeat(64), "");
}
