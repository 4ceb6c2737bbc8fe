package dev.headgate.core.cache.codec;

import dev.headgate.core.cache.CacheChanges.Change;
import dev.headgate.core.cache.CacheChanges.Kind;
import dev.headgate.core.cache.ResourceSelection;

/**
 * A change as stores write it down.
 *
 * @param kind {@code exactly}, {@code beneath} or {@code everything} of an invalidation; {@code
 *     revoked}; {@code replaced}
 * @param path the path as selections compare it; empty with {@code everything}
 */
public record StoredChange(String kind, String path) {
  /** The invalidation of these resources. */
  public static StoredChange of(ResourceSelection selection) {
    if (selection instanceof ResourceSelection.Exactly exactly) {
      return new StoredChange("exactly", ResourceSelection.folded(exactly.path()));
    }
    return selection instanceof ResourceSelection.Beneath beneath
        ? new StoredChange("beneath", ResourceSelection.folded(beneath.path()))
        : new StoredChange("everything", "");
  }

  /** The change under its number; one of a kind that is not known here counts as everything. */
  public Change numbered(long number) {
    return switch (kind) {
      case "exactly" -> new Change(number, Kind.INVALIDATED, ResourceSelection.exactly(path));
      case "beneath" ->
          new Change(
              number,
              Kind.INVALIDATED,
              path.isEmpty() ? ResourceSelection.beneath("/") : ResourceSelection.beneath(path));
      case "revoked" -> new Change(number, Kind.REVOKED, ResourceSelection.exactly(path));
      case "replaced" -> new Change(number, Kind.REPLACED, ResourceSelection.exactly(path));
      default -> new Change(number, Kind.INVALIDATED, ResourceSelection.everything());
    };
  }
}
