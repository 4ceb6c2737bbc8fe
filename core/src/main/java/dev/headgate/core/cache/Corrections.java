package dev.headgate.core.cache;

import dev.headgate.core.identity.Fingerprint;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a store that is away has still to be told before anything it says may be believed: what was
 * invalidated, and whose grants are no longer what it knows. Bounded: where it grows too long, all
 * of the store is to be forgotten.
 *
 * <p>Safe for use by several threads.
 */
final class Corrections {
  static final int MOST = 65_536;

  private final Set<Correction> waiting = new LinkedHashSet<>();
  private volatile boolean none = true;

  boolean none() {
    return none;
  }

  void add(Correction correction) {
    synchronized (waiting) {
      if (waiting.size() >= MOST) {
        waiting.clear();
        waiting.add(new Correction.Invalidate(ResourceSelection.everything()));
      }
      waiting.add(correction);
      none = false;
    }
  }

  /** The one that waits longest; null where none does. */
  @Nullable Correction first() {
    synchronized (waiting) {
      Iterator<Correction> first = waiting.iterator();
      return first.hasNext() ? first.next() : null;
    }
  }

  void done(Correction correction) {
    synchronized (waiting) {
      waiting.remove(correction);
      none = waiting.isEmpty();
    }
  }

  /** Something that the store has to be told; harmless to tell twice. */
  sealed interface Correction {
    void tell(ResponseCache store);

    record Invalidate(ResourceSelection selection) implements Correction {
      @Override
      public void tell(ResponseCache store) {
        store.invalidate(selection);
      }
    }

    record Revoke(ResourceKey key, Fingerprint identity) implements Correction {
      @Override
      public void tell(ResponseCache store) {
        store.revoke(key, identity);
      }
    }
  }
}
