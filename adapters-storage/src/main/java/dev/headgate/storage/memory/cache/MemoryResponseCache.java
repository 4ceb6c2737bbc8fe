package dev.headgate.storage.memory.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Invalidations;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.identity.Fingerprint;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The cache of one process, over Caffeine: bounded by weight, the least useful resource goes first
 * (Window TinyLFU), a resource that nobody validated for the time to live goes too.
 *
 * <p>Time is that of the calls: the cache knows no clock, and what it has to do it does on the
 * threads that call it, a little at a time. A look-up reads two concurrent maps and takes no lock.
 * Changes to one resource exclude each other; see {@link Resource} for the bounds within one.
 *
 * <p>A resource is weighed again at each change, so a body that grew by renditions counts in full
 * with the next validation.
 */
public final class MemoryResponseCache implements ResponseCache {
  /** No resource may crowd out all others. */
  private static final int LEAST_RESOURCES = 8;

  private final LatestTime time = new LatestTime();
  private final LongAdder evicted = new LongAdder();
  private final PathIndex paths = new PathIndex();
  private final Invalidations invalidations = new Invalidations(0);
  private final MemoryCacheSettings settings;
  private final Cache<ResourceKey, Resource> resources;
  private final Policy.Eviction<ResourceKey, Resource> bound;

  /** An empty cache. */
  public MemoryResponseCache(MemoryCacheSettings settings) {
    this.settings = settings;
    this.resources =
        Caffeine.newBuilder()
            .maximumWeight(settings.maxBytes())
            .<ResourceKey, Resource>weigher((key, resource) -> weight(resource))
            .expireAfterWrite(settings.ttl())
            .ticker(time)
            .executor(Runnable::run)
            .<ResourceKey, Resource>evictionListener((key, resource, cause) -> gone(key, cause))
            .build();
    this.bound = resources.policy().eviction().orElseThrow();
  }

  @Override
  public CacheEntry find(ResourceKey key, Fingerprint identity, Instant now) {
    time.note(now);
    long asOf = invalidations.number();
    Resource resource = resources.getIfPresent(key);
    return resource == null ? CacheEntry.unknown(asOf) : resource.seenBy(identity, asOf, now);
  }

  @Override
  public CacheEntry peek(ResourceKey key, Fingerprint identity, Instant now) {
    return find(key, identity, now);
  }

  @Override
  public void store(
      ResourceKey key, Representation representation, Grant grant, long asOf, Instant now) {
    if (!grant.representation().equals(representation.id())) {
      throw new IllegalArgumentException(
          "grant: names another representation (expected: the one that is stored)");
    }
    time.note(now);
    String path = key.path();
    resources
        .asMap()
        .compute(
            key,
            (name, known) -> {
              if (invalidations.since(asOf, path)) {
                return known;
              }
              Resource resource = known == null ? resource(name, now) : known;
              resource.store(representation, grant, now);
              return resource;
            });
    if (invalidations.since(asOf, path)) {
      // It came while the entry was made, and may have looked before the entry could be seen.
      forget(key);
    }
  }

  @Override
  public void grant(ResourceKey key, Grant grant, Instant now) {
    time.note(now);
    resources
        .asMap()
        .computeIfPresent(
            key,
            (name, resource) -> {
              resource.grant(grant, now);
              return resource;
            });
  }

  @Override
  public void revoke(ResourceKey key, Fingerprint identity) {
    resources
        .asMap()
        .computeIfPresent(
            key,
            (name, resource) -> {
              resource.revoke(identity);
              if (!resource.empty()) {
                return resource;
              }
              paths.remove(name);
              return null;
            });
  }

  @Override
  public int invalidate(ResourceSelection selection) {
    invalidations.add(selection);
    int forgotten = 0;
    for (ResourceKey key : paths.selected(selection)) {
      forgotten += forget(key) ? 1 : 0;
    }
    return forgotten;
  }

  @Override
  public CacheUsage usage() {
    resources.cleanUp();
    return new CacheUsage(
        resources.estimatedSize(), bound.weightedSize().orElse(0), evicted.sum(), 0);
  }

  private boolean forget(ResourceKey key) {
    AtomicBoolean known = new AtomicBoolean();
    resources
        .asMap()
        .computeIfPresent(
            key,
            (name, resource) -> {
              known.set(true);
              paths.remove(name);
              return null;
            });
    return known.get();
  }

  private Resource resource(ResourceKey key, Instant now) {
    paths.add(key);
    long keyBytes =
        (long) key.target().length() + key.accept().length() + key.apiVersion().length();
    return new Resource(keyBytes, settings.maxBytes() / LEAST_RESOURCES, settings.ttl(), now);
  }

  private void gone(@Nullable ResourceKey key, RemovalCause cause) {
    if (key != null) {
      paths.remove(key);
    }
    if (cause == RemovalCause.SIZE) {
      evicted.increment();
    }
  }

  private static int weight(Resource resource) {
    return (int) Math.min(Integer.MAX_VALUE, resource.bytes());
  }
}
