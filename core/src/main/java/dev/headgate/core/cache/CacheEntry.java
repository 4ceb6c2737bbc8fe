package dev.headgate.core.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a cache knows of one resource from one caller's point of view.
 *
 * @param grant this caller's grant; null where GitHub has not yet shown him the resource
 * @param granted the representation that the grant names; present exactly when the grant is
 * @param others what GitHub showed to others, latest first, at most {@value #MAX_OTHERS}: of use
 *     only to ask GitHub whether this caller may see it too, never to be served
 */
public record CacheEntry(
    @Nullable Grant grant, @Nullable Representation granted, List<Representation> others) {
  /** How many representations of others are offered. */
  public static final int MAX_OTHERS = 4;

  /** Nothing is known. */
  public static final CacheEntry UNKNOWN = new CacheEntry(null, null, List.of());

  /** Validates that grant and representation come together. */
  public CacheEntry {
    if ((grant == null) != (granted == null)) {
      throw new IllegalArgumentException("granted: (expected: present exactly when grant is)");
    }
    others = List.copyOf(others);
  }
}
