package dev.headgate.storage.memory.cache;

import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import java.time.Duration;
import java.time.Instant;

/**
 * A grant together with the representation that it names, so that one read finds both.
 *
 * @param weight about how many bytes it takes, without the body, which is weighed on the shelf
 */
record Held(Grant grant, Representation representation, long weight) {
  /** The records, the two fingerprints, the node of the map. */
  private static final long OBJECTS = 448;

  /** Two string objects per line. */
  private static final long LINE = 96;

  static Held of(Grant grant, Representation representation, Representation onShelf) {
    boolean ownFields = !representation.shared().equals(onShelf.shared());
    long shared = ownFields ? representation.shared().weight() : 0;
    long own = grant.own().weight() + LINE * grant.own().size();
    return new Held(grant, representation, OBJECTS + own + shared);
  }

  boolean expired(Duration ttl, Instant now) {
    return grant.age(now).compareTo(ttl) >= 0;
  }
}
