package dev.headgate.core.audit;

import java.util.List;

/**
 * Keeps one chain of entries for all processes. It compares and swaps; hashes and seals are its
 * callers' part.
 *
 * <p>Thread-safe. Every method is one round trip at most and throws {@code StorageFailure}.
 */
public interface AuditStore {
  /**
   * What became of a batch.
   *
   * @param appended whether all of it was appended; else nothing was
   * @param head the chain's end now
   * @param written the last number of that writer's events that is in the chain
   */
  record Appended(boolean appended, AuditMark head, long written) {}

  /** What of the chain is kept. */
  AuditSpan span();

  /**
   * Appends the batch, atomically, if the chain ends at {@code expected} and nothing of the batch
   * was appended before.
   *
   * @param writer who writes, a number of its own in all processes
   * @param first the first event's number among those of the writer; the others follow
   * @param entries at least one, in order, the first behind {@code expected}
   * @param head the last of them, as the chain's new end
   */
  Appended append(
      long writer, long first, AuditMark expected, List<AuditEntry> entries, AuditMark head);

  /** The entries behind that number, the oldest first, at most {@code limit}. */
  List<AuditEntry> after(long number, int limit);

  /** The entries before that number, the newest first, at most {@code limit}. */
  List<AuditEntry> before(long number, int limit);

  /**
   * Removes all entries up to {@code anchor}, atomically with keeping it, if the last removed one
   * was {@code expected}.
   *
   * @return whether it was
   */
  boolean remove(AuditMark expected, AuditMark anchor);
}
