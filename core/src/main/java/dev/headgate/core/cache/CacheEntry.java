package dev.headgate.core.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a cache knows of one resource from one caller's point of view.
 *
 * @param grant this caller's grant; null where GitHub has not yet shown him the resource
 * @param granted the representation that the grant names; present exactly when the grant is
 * @param others what GitHub showed to others, latest first, at most {@value #MAX_OTHERS}: of use
 *     only to ask GitHub whether this caller may see it too, never to be served. Those that are
 *     older than the caller's own grant may be left out
 * @param asOf the number of the latest invalidation that this knowledge takes into account; what is
 *     learnt from here on is stored under it, see {@link ResponseCache#store}
 * @param certain whether it is certain that nobody has invalidated or revoked this meanwhile; if
 *     not, it is good for asking GitHub, and in its place while it is away, but never fresh
 */
public record CacheEntry(
    @Nullable Grant grant,
    @Nullable Representation granted,
    List<Representation> others,
    long asOf,
    boolean certain) {
  /** How many representations of others are offered. */
  public static final int MAX_OTHERS = 4;

  /** Nothing is known. */
  public static final CacheEntry UNKNOWN = unknown(0);

  /** Validates that grant and representation come together. */
  public CacheEntry {
    if ((grant == null) != (granted == null)) {
      throw new IllegalArgumentException("granted: (expected: present exactly when grant is)");
    }
    others = List.copyOf(others);
  }

  /** Knowledge that is certain. */
  public CacheEntry(
      @Nullable Grant grant,
      @Nullable Representation granted,
      List<Representation> others,
      long asOf) {
    this(grant, granted, others, asOf, true);
  }

  /** Nothing is known, as of that invalidation. */
  public static CacheEntry unknown(long asOf) {
    return new CacheEntry(null, null, List.of(), asOf);
  }

  /** Whether nothing at all is known of the resource. */
  public boolean unknown() {
    return grant == null && others.isEmpty();
  }

  /** The same knowledge as of that invalidation. */
  public CacheEntry asOf(long invalidation) {
    return invalidation == asOf
        ? this
        : new CacheEntry(grant, granted, others, invalidation, certain);
  }

  /** The same knowledge, which may be out of date. */
  public CacheEntry uncertain() {
    return new CacheEntry(grant, granted, others, asOf, false);
  }
}
