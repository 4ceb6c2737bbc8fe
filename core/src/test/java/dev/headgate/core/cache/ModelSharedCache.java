package dev.headgate.core.cache;

import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.storage.StorageUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A shared cache as simple as can be: it keeps everything, one call at a time. It can be away, and
 * counts what it is asked.
 */
public final class ModelSharedCache implements SharedResponseCache {
  private final Map<ResourceKey, Map<String, Representation>> bodies = new LinkedHashMap<>();
  private final Map<ResourceKey, Map<Fingerprint, Held>> grants = new LinkedHashMap<>();
  private final List<CacheChanges.Change> log = new ArrayList<>();
  private long number = 100;
  private long start = 100;
  private boolean away;
  private int calls;

  /** Fails every call from now on, until {@link #back}. */
  public synchronized void away() {
    away = true;
  }

  /** Answers again. */
  public synchronized void back() {
    away = false;
  }

  /** Loses everything, as a store does that keeps nothing over a crash. */
  public synchronized void crash() {
    bodies.clear();
    grants.clear();
    log.clear();
    number += 1_000;
    start = number;
  }

  /** How often it was asked anything, except what changed. */
  public synchronized int calls() {
    return calls;
  }

  @Override
  public synchronized CacheEntry find(ResourceKey key, Fingerprint identity, Instant now) {
    return asked(() -> {
      Map<String, Representation> known = bodies.getOrDefault(key, Map.of());
      @Nullable Held held = grants.getOrDefault(key, Map.of()).get(identity);
      List<Representation> others = new ArrayList<>(known.values());
      others.removeIf(other -> held != null && other.id().equals(held.granted().id()));
      Collections.reverse(others);
      return new CacheEntry(
          held == null ? null : held.grant(),
          held == null ? null : held.granted(),
          others.subList(0, Math.min(others.size(), CacheEntry.MAX_OTHERS)),
          number);
    });
  }

  @Override
  public synchronized void store(
      ResourceKey key, Representation representation, Grant grant, long asOf, Instant now) {
    if (!grant.representation().equals(representation.id())) {
      throw new IllegalArgumentException(
          "grant: names another representation (expected: the one that is stored)");
    }
    asked(() -> {
      if (invalidatedSince(asOf, key)) {
        return 0;
      }
      boolean known = bodies.containsKey(key);
      Map<String, Representation> all = bodies.computeIfAbsent(key, k -> new LinkedHashMap<>());
      boolean other = all.remove(representation.id()) == null;
      all.put(representation.id(), representation);
      if (hold(key, new Held(grant, representation)) || (known && other)) {
        log(CacheChanges.Kind.REPLACED, ResourceSelection.exactly(key.path()));
      }
      return 1;
    });
  }

  @Override
  public synchronized void grant(ResourceKey key, Grant grant, Instant now) {
    asked(() -> {
      @Nullable Representation latest =
          bodies.getOrDefault(key, Map.of()).get(grant.representation());
      if (latest == null) {
        return 0;
      }
      @Nullable Held before = grants.getOrDefault(key, Map.of()).get(grant.identity());
      Representation granted =
          before != null && before.granted().id().equals(latest.id()) ? before.granted() : latest;
      if (hold(key, new Held(grant, granted))) {
        log(CacheChanges.Kind.REPLACED, ResourceSelection.exactly(key.path()));
      }
      return 1;
    });
  }

  @Override
  public synchronized void revoke(ResourceKey key, Fingerprint identity) {
    asked(() -> {
      @Nullable Held gone = grants.getOrDefault(key, new LinkedHashMap<>()).remove(identity);
      if (gone != null) {
        sweep(key, gone.granted().id());
        log(CacheChanges.Kind.REVOKED, ResourceSelection.exactly(key.path()));
      }
      return 1;
    });
  }

  @Override
  public synchronized int invalidate(ResourceSelection selection) {
    return asked(() -> {
      int before = bodies.size();
      bodies.keySet().removeIf(selection::contains);
      grants.keySet().removeIf(selection::contains);
      log(CacheChanges.Kind.INVALIDATED, selection);
      return before - bodies.size();
    });
  }

  @Override
  public synchronized CacheChanges changes(long since) {
    calls--;
    return asked(() ->
        since < start || since > number
            ? CacheChanges.unknown(number)
            : new CacheChanges(
                number, true, log.stream().filter(one -> one.number() > since).toList()));
  }

  @Override
  public synchronized CacheUsage usage() {
    return asked(() ->
        new CacheUsage(
            bodies.size(),
            bodies.values().stream()
                .flatMap(all -> all.values().stream())
                .mapToLong(Representation::weight)
                .sum(),
            0,
            0));
  }

  private <T> T asked(Supplier<T> call) {
    calls++;
    if (away) {
      throw new StorageUnavailable("model", "away", new IllegalStateException("away"));
    }
    return call.get();
  }

  /** Whether the identity had another representation before. */
  private boolean hold(ResourceKey key, Held held) {
    @Nullable Held before =
        grants.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(held.grant().identity(), held);
    if (before == null || before.granted().id().equals(held.granted().id())) {
      return false;
    }
    sweep(key, before.granted().id());
    return true;
  }

  private void sweep(ResourceKey key, String id) {
    Map<Fingerprint, Held> left = grants.getOrDefault(key, Map.of());
    if (left.values().stream().noneMatch(held -> held.granted().id().equals(id))) {
      Objects.requireNonNull(bodies.get(key)).remove(id);
    }
    if (left.isEmpty()) {
      grants.remove(key);
      bodies.remove(key);
    }
  }

  private boolean invalidatedSince(long asOf, ResourceKey key) {
    Stream<CacheChanges.Change> later = log.stream().filter(change -> change.number() > asOf);
    return later.anyMatch(change ->
        change.kind() == CacheChanges.Kind.INVALIDATED && change.selection().contains(key));
  }

  private void log(CacheChanges.Kind kind, ResourceSelection selection) {
    log.add(new CacheChanges.Change(++number, kind, selection));
  }

  private record Held(Grant grant, Representation granted) {}
}
