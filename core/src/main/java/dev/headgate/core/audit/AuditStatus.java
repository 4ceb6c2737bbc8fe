package dev.headgate.core.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a process's events since its start.
 *
 * @param written how many are in the chain
 * @param waiting how many wait to be written
 * @param oldest when the first of these happened; null: none waits
 * @param dropped how many will never be in the chain
 * @param failures how often a batch could not be written, or may not have been; it was tried again
 * @param rewinds how often the store's chain ended before an entry that this process had seen there
 */
public record AuditStatus(
    long written,
    int waiting,
    @Nullable Instant oldest,
    long dropped,
    long failures,
    long rewinds) {
  /** Nothing has happened yet. */
  public static final AuditStatus NONE = new AuditStatus(0, 0, null, 0, 0, 0);
}
