package dev.headgate.core.cache;

import dev.headgate.core.identity.Fingerprint;
import java.time.Instant;

/**
 * Keeps representations and the grants of callers to see them.
 *
 * <p>The cache stores and forgets; whether something may be stored or served is decided by {@link
 * CachePolicy} and its callers. It is bounded, in bytes and by the time since an entry was last
 * validated, and may forget anything at any time. Each method is atomic for its key: a reader sees
 * a representation together with a grant that names it, or no grant. A grant of one identity is
 * never returned for another.
 *
 * <p>Invalidations are numbered, upwards. What was asked of GitHub before one and answered after it
 * may be older than it, so it is not kept: {@link CacheEntry#asOf} carries the number from the
 * look-up to the store.
 *
 * <p>Implementations are safe for use by several threads. In memory a look-up takes no lock and
 * does not block; a shared store costs one round trip per call and throws a {@link
 * dev.headgate.core.storage.StorageFailure} when it cannot be asked.
 */
public interface ResponseCache {
  /** What is known of the resource, seen by that identity. */
  CacheEntry find(ResourceKey key, Fingerprint identity, Instant now);

  /**
   * What is known of the resource without waiting for anything; uncertain where {@link #find} may
   * know more. For callers that must not block.
   */
  CacheEntry peek(ResourceKey key, Fingerprint identity, Instant now);

  /**
   * Keeps a representation and the grant that came with it. Another grant of the same identity for
   * the resource is replaced; grants of others to other representations stay. Does nothing where
   * the resource was, or may have been, invalidated since.
   *
   * @param asOf the number that {@link #find} gave before GitHub was asked; {@link Long#MAX_VALUE}
   *     where what is stored is known to be later than any invalidation
   */
  void store(ResourceKey key, Representation representation, Grant grant, long asOf, Instant now);

  /**
   * Keeps or renews a grant to a representation that is here already; does nothing where it has
   * been forgotten meanwhile.
   */
  void grant(ResourceKey key, Grant grant, Instant now);

  /** Forgets that this identity may see the resource. */
  void revoke(ResourceKey key, Fingerprint identity);

  /**
   * Forgets every selected resource, for everybody. In time that grows with the number of resources
   * selected, not with those kept.
   *
   * @return how many were forgotten
   */
  int invalidate(ResourceSelection selection);

  /** How full it is. */
  CacheUsage usage();
}
