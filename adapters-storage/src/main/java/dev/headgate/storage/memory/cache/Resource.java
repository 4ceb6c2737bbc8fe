package dev.headgate.storage.memory.cache;

import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.identity.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one resource: every caller's grant, and the representations that they name.
 *
 * <p>Readers take no lock. Every change is made inside the cache's atomic step for the resource's
 * key, hence by one thread at a time.
 *
 * <p>Bounds: at most {@value #MAX_GRANTS} callers, and at most the bytes given; those whose copies
 * were validated longest ago go first. Each caller has one grant and each representation at least
 * one, so there are never more representations than callers: a resource that differs for everybody,
 * such as {@code /user}, is kept for as many callers as fit.
 */
final class Resource {
  static final int MAX_GRANTS = 1024;

  /** How much is freed at once, so that a full resource is not searched at every change. */
  private static final double KEPT = 7.0 / 8;

  private static final int SWEEPS_PER_TTL = 8;
  private static final long OBJECTS = 512;

  private final ConcurrentMap<Fingerprint, Held> grants = new ConcurrentHashMap<>(2);
  private final Shelf shelf = new Shelf();
  private final long keyBytes;
  private final long maxBytes;
  private final Duration ttl;
  private long grantBytes;
  private Instant sweepAt;

  Resource(long keyBytes, long maxBytes, Duration ttl, Instant now) {
    this.keyBytes = keyBytes;
    this.maxBytes = maxBytes;
    this.ttl = ttl;
    this.sweepAt = now.plus(ttl.dividedBy(SWEEPS_PER_TTL));
  }

  CacheEntry seenBy(Fingerprint identity, long asOf, Instant now) {
    Held held = grants.get(identity);
    List<Representation> newest = shelf.newest();
    if (held == null || held.expired(ttl, now)) {
      return new CacheEntry(null, null, others(newest, null), asOf);
    }
    return new CacheEntry(
        held.grant(), held.representation(), others(newest, held.representation()), asOf);
  }

  void store(Representation received, Grant grant, Instant now) {
    Representation kept = shelf.put(received);
    hold(Held.of(grant, kept, kept));
    tidy(grant.identity(), now);
  }

  void grant(Grant grant, Instant now) {
    Representation known = shelf.representation(grant.representation());
    if (known == null) {
      return;
    }
    Held before = grants.get(grant.identity());
    Representation own = before == null ? known : before.representation();
    shelf.take(known.id());
    hold(Held.of(grant, own.id().equals(known.id()) ? own : known, known));
    tidy(grant.identity(), now);
  }

  void revoke(Fingerprint identity) {
    forget(grants.remove(identity));
  }

  boolean empty() {
    return grants.isEmpty();
  }

  long bytes() {
    return OBJECTS + keyBytes + grantBytes + shelf.bytes();
  }

  private void hold(Held held) {
    grantBytes += held.weight();
    forget(grants.put(held.grant().identity(), held));
  }

  private void forget(@Nullable Held held) {
    if (held != null) {
      grantBytes -= held.weight();
      shelf.leave(held.representation().id());
    }
  }

  private void tidy(Fingerprint current, Instant now) {
    if (!now.isBefore(sweepAt)) {
      sweepAt = now.plus(ttl.dividedBy(SWEEPS_PER_TTL));
      for (Held held : List.copyOf(grants.values())) {
        if (held.expired(ttl, now)) {
          revoke(held.grant().identity());
        }
      }
    }
    if (grants.size() > MAX_GRANTS || bytes() > maxBytes) {
      shrink(current);
    }
  }

  /** Drops the grants that were validated longest ago, but never the one just made. */
  private void shrink(Fingerprint current) {
    List<Held> oldestFirst = new ArrayList<>(grants.values());
    oldestFirst.sort(Comparator.comparing(held -> held.grant().validatedAt()));
    for (Held held : oldestFirst) {
      if (grants.size() <= KEPT * MAX_GRANTS && bytes() <= KEPT * maxBytes) {
        return;
      }
      if (!held.grant().identity().equals(current)) {
        revoke(held.grant().identity());
      }
    }
  }

  private static List<Representation> others(
      List<Representation> newest, @Nullable Representation granted) {
    if (granted == null) {
      return newest.size() <= CacheEntry.MAX_OTHERS
          ? newest
          : newest.subList(0, CacheEntry.MAX_OTHERS);
    }
    int count = newest.size();
    if (count == 1 && newest.get(0).id().equals(granted.id())) {
      return List.of();
    }
    List<Representation> others = new ArrayList<>(CacheEntry.MAX_OTHERS);
    for (int i = 0; i < count && others.size() < CacheEntry.MAX_OTHERS; i++) {
      if (!newest.get(i).id().equals(granted.id())) {
        others.add(newest.get(i));
      }
    }
    return others;
  }
}
