package dev.headgate.storage.redis.cache;

import static dev.headgate.core.cache.codec.StoreTime.age;

import dev.headgate.core.cache.CacheChanges;
import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.core.cache.codec.EntryCodec;
import dev.headgate.core.cache.codec.StoreTime;
import dev.headgate.core.cache.codec.StoredChange;
import dev.headgate.core.cache.codec.StoredKey;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cached responses in Redis: one script, hence one round trip and one step for each call, by the
 * server's clock.
 *
 * <p><b>Where.</b> All keys share one hash tag, so in a cluster the cache lies on one node. Every
 * call goes to the primary, look-ups too: a replica may still know what was invalidated or revoked,
 * and nothing in its answer would tell.
 *
 * <p><b>Bounds.</b> All bytes are summed up with each change. Whoever stores removes up to 64
 * resources, those that were validated longest ago, while there are too many bytes, and whatever
 * nobody validated for the time to live; so the bound may be passed for a moment by a body that
 * took the place of smaller ones. A resource keeps at most 1024 grants and an eighth of all bytes;
 * a longer body is not kept. Keys expire by themselves. An invalidation takes the server some
 * microseconds for each resource that it forgets, in one step.
 *
 * <p><b>Loss.</b> When Redis restarts without its data the cache is empty; when a replica takes
 * over, the last changes may be lost. In both cases {@link #changes} says that it does not know
 * what changed.
 */
public final class RedisResponseCache implements SharedResponseCache {
  private static final RedisScript FIND = script("find.lua");
  private static final RedisScript STORE = script("store.lua");
  private static final RedisScript GRANT = script("grant.lua");
  private static final RedisScript REVOKE = script("revoke.lua");
  private static final RedisScript INVALIDATE = script("invalidate.lua");
  private static final RedisScript CHANGES = script("changes.lua");
  private static final RedisScript USAGE = script("usage.lua");

  /** No resource may crowd out all others. */
  private static final int LEAST_RESOURCES = 8;

  private final EntryCodec codec = new EntryCodec();
  private final RedisConnection connection;
  private final RedisCacheSettings settings;
  private final List<String> keys;
  private final long ttl;
  private final boolean callersTime;

  /** The cache in that Redis. */
  public RedisResponseCache(RedisConnection connection, RedisCacheSettings settings) {
    this(connection, settings, false);
  }

  /** One that takes its callers' time for the server's, for tests. */
  RedisResponseCache(RedisConnection connection, RedisCacheSettings settings, boolean callersTime) {
    this.connection = connection;
    this.settings = settings;
    this.keys = List.of(connection.key("{cache}:"));
    this.ttl = settings.ttl().truncatedTo(ChronoUnit.MICROS).toNanos() / 1_000;
    this.callersTime = callersTime;
  }

  @Override
  public CacheEntry find(ResourceKey key, Fingerprint identity, Instant now) {
    RedisReply reply =
        FIND.ask(connection, keys, StoredKey.of(key).digest(), identity.hex(), ttl, moment(now));
    StoreTime time = new StoreTime(now, reply.number(0));
    long number = reply.number(1);
    Grant grant = null;
    Representation granted = null;
    List<Representation> others = new ArrayList<>();
    for (Part part = Part.first(reply); part != null; part = part.next()) {
      Representation representation = part.representation(codec, time);
      if (part.own()) {
        grant = part.grant(codec, identity, time);
        granted = representation;
      } else if (representation != null) {
        others.add(representation);
      }
    }
    return grant == null || granted == null
        ? new CacheEntry(null, null, others, number)
        : new CacheEntry(grant, granted, others, number);
  }

  @Override
  public void store(
      ResourceKey key, Representation representation, Grant grant, long asOf, Instant now) {
    if (!grant.representation().equals(representation.id())) {
      throw new IllegalArgumentException(
          "grant: names another representation (expected: the one that is stored)");
    }
    byte[] body = codec.body(representation);
    if (body.length > settings.maxBytes() / LEAST_RESOURCES) {
      revoke(key, grant.identity());
      return;
    }
    StoredKey stored = StoredKey.of(key);
    STORE.run(
        connection,
        keys,
        stored.digest(),
        stored.path(),
        grant.identity().hex(),
        representation.id(),
        codec.fields(representation),
        body,
        codec.grant(grant),
        age(representation.storedAt(), now),
        age(grant.validatedAt(), now),
        asOf,
        ttl,
        settings.maxBytes(),
        moment(now));
  }

  @Override
  public void grant(ResourceKey key, Grant grant, Instant now) {
    StoredKey stored = StoredKey.of(key);
    GRANT.run(
        connection,
        keys,
        stored.digest(),
        stored.path(),
        grant.identity().hex(),
        grant.representation(),
        codec.grant(grant),
        age(grant.validatedAt(), now),
        ttl,
        moment(now));
  }

  @Override
  public void revoke(ResourceKey key, Fingerprint identity) {
    StoredKey stored = StoredKey.of(key);
    REVOKE.run(connection, keys, stored.digest(), stored.path(), identity.hex());
  }

  @Override
  public int invalidate(ResourceSelection selection) {
    StoredChange change = StoredChange.of(selection);
    return (int) INVALIDATE.run(connection, keys, change.kind(), change.path()).number(0);
  }

  @Override
  public CacheChanges changes(long number) {
    RedisReply reply = CHANGES.ask(connection, keys, number);
    long latest = reply.number(0);
    if (reply.number(1) == 0) {
      return CacheChanges.unknown(latest);
    }
    List<CacheChanges.Change> changes = new ArrayList<>();
    for (int i = 2; i < reply.size(); i++) {
      String[] parts = reply.text(i).split(" ", 3);
      changes.add(new StoredChange(parts[1], parts[2]).numbered(Long.parseLong(parts[0])));
    }
    return new CacheChanges(latest, true, changes);
  }

  @Override
  public CacheUsage usage() {
    RedisReply reply = USAGE.ask(connection, keys);
    return new CacheUsage(reply.number(0), reply.number(1), reply.number(2), codec.damaged());
  }

  private String moment(Instant now) {
    return callersTime ? Long.toString(StoreTime.micros(now)) : "";
  }

  private static RedisScript script(String file) {
    return RedisScript.load(RedisResponseCache.class, "cache.lua", file);
  }

  /** Seven parts of a reply that stand for one representation. */
  private record Part(RedisReply reply, int at) {
    private static final int LENGTH = 7;

    static @Nullable Part first(RedisReply reply) {
      return at(reply, 2);
    }

    @Nullable Part next() {
      return at(reply, at + LENGTH);
    }

    boolean own() {
      return reply.text(at).equals("own");
    }

    @Nullable Representation representation(EntryCodec codec, StoreTime time) {
      return codec.representation(
          reply.text(at + 1),
          reply.bytes(at + 2),
          reply.bytes(at + 3),
          time.here(reply.number(at + 4)));
    }

    @Nullable Grant grant(EntryCodec codec, Fingerprint identity, StoreTime time) {
      return codec.grant(
          reply.bytes(at + 5), identity, reply.text(at + 1), time.here(reply.number(at + 6)));
    }

    private static @Nullable Part at(RedisReply reply, int place) {
      return place < reply.size() ? new Part(reply, place) : null;
    }
  }
}
