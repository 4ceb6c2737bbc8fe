package dev.headgate.storage.memory.cache;

import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The keys in the order of their paths, so that those of one path or beneath one are found without
 * looking at the others. Each key is added and removed inside the cache's atomic step for it.
 *
 * <p>Safe for use by several threads.
 */
final class PathIndex {
  /** Comes right after the slash: what lies beneath a path ends before it. */
  private static final String AFTER_SLASH = "0";

  private final ConcurrentSkipListMap<Entry, ResourceKey> keys =
      new ConcurrentSkipListMap<>(
          Comparator.comparing(Entry::path)
              .thenComparing(Entry::target)
              .thenComparing(Entry::accept)
              .thenComparing(Entry::apiVersion));

  void add(ResourceKey key) {
    keys.put(Entry.of(key), key);
  }

  void remove(ResourceKey key) {
    keys.remove(Entry.of(key));
  }

  /** The keys that are selected; of those that come and go meanwhile, any. */
  List<ResourceKey> selected(ResourceSelection selection) {
    if (selection instanceof ResourceSelection.Exactly exactly) {
      return of(ResourceSelection.folded(exactly.path()));
    }
    if (selection instanceof ResourceSelection.Beneath beneath) {
      String path = ResourceSelection.folded(beneath.path());
      List<ResourceKey> found = of(path);
      found.addAll(between(path + "/", path + AFTER_SLASH));
      return found;
    }
    return new ArrayList<>(keys.values());
  }

  private List<ResourceKey> of(String path) {
    return between(path, path + '\0');
  }

  private List<ResourceKey> between(String from, String to) {
    return new ArrayList<>(keys.subMap(Entry.before(from), Entry.before(to)).values());
  }

  /** A key with its path as it is compared. */
  private record Entry(String path, String target, String accept, String apiVersion) {
    static Entry of(ResourceKey key) {
      return new Entry(
          ResourceSelection.folded(key.path()), key.target(), key.accept(), key.apiVersion());
    }

    static Entry before(String path) {
      return new Entry(path, "", "", "");
    }
  }
}
