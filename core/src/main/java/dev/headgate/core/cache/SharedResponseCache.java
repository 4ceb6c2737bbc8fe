package dev.headgate.core.cache;

import dev.headgate.core.identity.Fingerprint;
import java.time.Instant;

/**
 * A {@link ResponseCache} that several processes share, with an account of what changed in it, so
 * that each of them may keep copies of its own.
 *
 * <p>What changed is numbered, upwards; the numbers are those of {@link CacheEntry#asOf}.
 * Everything that makes a copy wrong is told: an invalidation, a grant that was taken away, another
 * representation in the place of one. A grant that was only renewed, or given to somebody new, is
 * not. The store keeps the latest changes, some thousands; when it has lost its memory, or an
 * earlier state has come back, it says that it does not know what changed.
 *
 * <p>The store decides the time by its own clock, and the moments that it gives back are by the
 * clock of the caller, whose {@code now} it compares with its own: processes whose clocks differ
 * agree on how long ago something was validated.
 */
public interface SharedResponseCache extends ResponseCache {
  /** How many changes are kept. */
  int CHANGES_KEPT = 10_000;

  /** Knows nothing without asking. */
  @Override
  default CacheEntry peek(ResourceKey key, Fingerprint identity, Instant now) {
    return CacheEntry.UNKNOWN.uncertain();
  }

  /**
   * What changed after that number; one round trip.
   *
   * @param number the number that the last call answered; 0 at first, which is never continuous
   */
  CacheChanges changes(long number);
}
