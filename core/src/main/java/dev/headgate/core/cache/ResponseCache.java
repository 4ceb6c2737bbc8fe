package dev.headgate.core.cache;

import dev.headgate.core.identity.Fingerprint;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Keeps representations and the grants of callers to see them.
 *
 * <p>The cache stores and forgets; whether something may be stored or served is decided by {@link
 * CachePolicy} and its callers. It is bounded, in bytes and by the time since an entry was last
 * validated, and may forget anything at any time. Each method is atomic for its key: a reader sees
 * a representation together with a grant that names it, or no grant. A grant of one identity is
 * never returned for another.
 *
 * <p>Implementations are safe for use by several threads. In memory a look-up takes no lock and
 * does not block; a shared store costs one round trip per call and throws an unchecked exception of
 * its own when it cannot be reached.
 */
public interface ResponseCache {
  /** What is known of the resource, seen by that identity. */
  CacheEntry find(ResourceKey key, Fingerprint identity, Instant now);

  /**
   * Keeps a representation and the grant that came with it. Another grant of the same identity for
   * the resource is replaced; grants of others to other representations stay.
   */
  void store(ResourceKey key, Representation representation, Grant grant, Instant now);

  /**
   * Keeps or renews a grant to a representation that is here already; does nothing where it has
   * been forgotten meanwhile.
   */
  void grant(ResourceKey key, Grant grant, Instant now);

  /** Forgets that this identity may see the resource. */
  void revoke(ResourceKey key, Fingerprint identity);

  /**
   * Forgets every resource whose target matches, for everybody.
   *
   * @return how many were forgotten
   */
  int invalidate(Predicate<? super ResourceKey> matching);

  /** How full it is. */
  CacheUsage usage();
}
