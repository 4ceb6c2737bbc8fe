package dev.headgate.storage.memory.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.identity.Fingerprint;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

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
            .evictionListener((key, resource, cause) -> count(cause))
            .build();
    this.bound = resources.policy().eviction().orElseThrow();
  }

  @Override
  public CacheEntry find(ResourceKey key, Fingerprint identity, Instant now) {
    time.note(now);
    Resource resource = resources.getIfPresent(key);
    return resource == null ? CacheEntry.UNKNOWN : resource.seenBy(identity, now);
  }

  @Override
  public void store(ResourceKey key, Representation representation, Grant grant, Instant now) {
    if (!grant.representation().equals(representation.id())) {
      throw new IllegalArgumentException(
          "grant: names another representation (expected: the one that is stored)");
    }
    time.note(now);
    resources
        .asMap()
        .compute(
            key,
            (name, known) -> {
              Resource resource = known == null ? resource(name, now) : known;
              resource.store(representation, grant, now);
              return resource;
            });
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
              return resource.empty() ? null : resource;
            });
  }

  @Override
  public int invalidate(Predicate<? super ResourceKey> matching) {
    int forgotten = 0;
    for (ResourceKey key : resources.asMap().keySet()) {
      if (matching.test(key) && resources.asMap().remove(key) != null) {
        forgotten++;
      }
    }
    return forgotten;
  }

  @Override
  public CacheUsage usage() {
    resources.cleanUp();
    return new CacheUsage(resources.estimatedSize(), bound.weightedSize().orElse(0), evicted.sum());
  }

  private Resource resource(ResourceKey key, Instant now) {
    long keyBytes =
        (long) key.target().length() + key.accept().length() + key.apiVersion().length();
    return new Resource(keyBytes, settings.maxBytes() / LEAST_RESOURCES, settings.ttl(), now);
  }

  private void count(RemovalCause cause) {
    if (cause == RemovalCause.SIZE) {
      evicted.increment();
    }
  }

  private static int weight(Resource resource) {
    return (int) Math.min(Integer.MAX_VALUE, resource.bytes());
  }
}
