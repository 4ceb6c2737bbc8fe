package dev.headgate.core.cache;

import java.util.List;

/**
 * What changed in a shared cache.
 *
 * @param number the number of the latest change
 * @param continuous whether all that changed since is known; if not, anything may have
 * @param changes what changed, in the order of their numbers; empty where not continuous
 */
public record CacheChanges(long number, boolean continuous, List<Change> changes) {
  public CacheChanges {
    changes = List.copyOf(changes);
  }

  /** It is not known what changed. */
  public static CacheChanges unknown(long number) {
    return new CacheChanges(number, false, List.of());
  }

  /**
   * One change.
   *
   * @param kind what it was
   * @param selection which resources it concerns; copies of these are to be dropped
   */
  public record Change(long number, Kind kind, ResourceSelection selection) {}

  /** What kind of change it was. */
  public enum Kind {
    /** Resources were invalidated. */
    INVALIDATED,
    /** A grant was taken away. */
    REVOKED,
    /** A resource got another representation than it had. */
    REPLACED
  }
}
