package dev.headgate.storage.memory.cache;

import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.Representation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The representations of one resource, each counted by the grants that name it and gone with the
 * last of them. Changed only under its resource's lock; {@link #newest} may be read by anyone.
 */
final class Shelf {
  /** One more than a caller is offered, since his own may be among them. */
  private static final int OFFERED = CacheEntry.MAX_OTHERS + 1;

  private final Map<String, Place> places = new HashMap<>(4);
  private long bytes;
  private volatile List<Representation> newest = List.of();

  /** The latest representations, newest first. */
  List<Representation> newest() {
    return newest;
  }

  /** About how many bytes the representations take. */
  long bytes() {
    return bytes;
  }

  /** The latest instance under that id; null where there is none. */
  @Nullable Representation representation(String id) {
    Place place = places.get(id);
    return place == null ? null : place.latest;
  }

  /**
   * Puts a representation here, with one more grant that names it. One with equal bytes keeps the
   * body that is here, with the renditions that were made of it.
   *
   * @return the instance that stands here now
   */
  Representation put(Representation received) {
    Place place = places.get(received.id());
    Representation latest = place == null ? received : sharing(received, place.latest);
    if (place == null) {
      place = new Place(latest);
      places.put(received.id(), place);
    }
    place.latest = latest;
    place.grants++;
    weigh(place);
    arrange();
    return latest;
  }

  /** One more grant names the representation, which is here. */
  void take(String id) {
    Place place = places.get(id);
    if (place != null) {
      place.grants++;
      weigh(place);
    }
  }

  /** One grant less names the representation; with the last one it goes. */
  void leave(String id) {
    Place place = places.get(id);
    if (place != null && --place.grants == 0) {
      places.remove(id);
      bytes -= place.weighed;
      arrange();
    }
  }

  /** A body grows as renditions are made of it. */
  private void weigh(Place place) {
    long weight = place.latest.weight();
    bytes += weight - place.weighed;
    place.weighed = weight;
  }

  private void arrange() {
    List<Representation> all = new ArrayList<>(places.size());
    for (Place place : places.values()) {
      all.add(place.latest);
    }
    all.sort(Comparator.comparing(Representation::storedAt).reversed());
    newest = List.copyOf(all.subList(0, Math.min(OFFERED, all.size())));
  }

  private static Representation sharing(Representation received, Representation known) {
    return new Representation(
        received.id(),
        received.status(),
        received.shared().equals(known.shared()) ? known.shared() : received.shared(),
        known.body(),
        received.tag(),
        received.vary(),
        received.computed(),
        received.maxAge(),
        received.storedAt());
  }

  private static final class Place {
    private Representation latest;
    private int grants;
    private long weighed;

    Place(Representation latest) {
      this.latest = latest;
    }
  }
}
