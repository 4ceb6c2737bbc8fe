package dev.headgate.storage.redis.cache;

import static dev.headgate.core.cache.ResponseCacheContract.store;
import static dev.headgate.core.cache.Samples.NOON;
import static dev.headgate.core.cache.Samples.freshKey;
import static dev.headgate.core.cache.Samples.grant;
import static dev.headgate.core.cache.Samples.identity;
import static dev.headgate.core.cache.Samples.noise;
import static dev.headgate.core.cache.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.cache.ResponseCacheContract;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.core.cache.SharedResponseCacheContract;
import dev.headgate.core.cache.codec.StoredKey;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisResponseCacheTest implements ResponseCacheContract, SharedResponseCacheContract {
  private static final Duration TTL = Duration.ofHours(1);
  private static final long ROOM = 64L * 1024 * 1024;

  private static OwnRedis redis;
  private static RedisConnection connection;

  @BeforeAll
  static void connect() {
    redis = RealRedis.own();
    connection = new RedisConnection(redis.settings());
  }

  @AfterAll
  static void disconnect() {
    connection.close();
    redis.close();
  }

  @Override
  public ResponseCache responseCache() {
    return sharedResponseCache();
  }

  @Override
  public SharedResponseCache sharedResponseCache() {
    return cache(ROOM);
  }

  private static RedisResponseCache cache(long maxBytes) {
    return new RedisResponseCache(connection, new RedisCacheSettings(maxBytes, TTL), true);
  }

  private static String resource(ResourceKey key) {
    return connection.key("{cache}:resource:") + StoredKey.of(key).digest();
  }

  @Test
  void staysWithinItsBytesAndForgetsWhatWasValidatedLongestAgo() {
    RedisResponseCache small = cache(400_000);
    small.invalidate(ResourceSelection.everything());
    long evicted = small.usage().evicted();
    ResourceKey[] keys = new ResourceKey[60];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = freshKey();
      store(small, keys[i], "a", noise(10_000, i), NOON.plusSeconds(i));
      assertThat(small.usage().bytes()).isLessThanOrEqualTo(400_000);
    }
    Instant end = NOON.plusSeconds(60);
    assertThat(small.find(keys[0], identity("a"), end)).matches(CacheEntry::unknown);
    assertThat(small.find(keys[59], identity("a"), end).grant()).isNotNull();
    assertThat(small.usage().resources()).isBetween(30L, 59L);
    assertThat(small.usage().evicted() - evicted).isEqualTo(60 - small.usage().resources());
  }

  @Test
  void doesNotKeepOneBodyThatTakesMoreThanAnEighthAndForgetsTheOneBefore() {
    RedisResponseCache small = cache(400_000);
    ResourceKey key = freshKey();
    store(small, key, "a", "[1]", NOON);
    store(small, key, "a", noise(100_000, 1), NOON);
    assertThat(small.find(key, identity("a"), NOON)).matches(CacheEntry::unknown);
  }

  @Test
  void letsNoResourceTakeMoreThanAnEighthForAllItsCallers() {
    RedisResponseCache small = cache(400_000);
    ResourceKey key = freshKey();
    for (int i = 0; i < 30; i++) {
      store(small, key, "t" + i, noise(5_000, i), NOON.plusSeconds(i));
    }
    Instant end = NOON.plusSeconds(30);
    assertThat(small.find(key, identity("t0"), end).grant()).isNull();
    assertThat(small.find(key, identity("t29"), end).grant()).isNotNull();
    assertThat(small.find(key, identity("x"), end).others()).hasSize(4);
  }

  @Test
  void findsNothingThatNobodyValidatedForTheTimeToLiveAndRemovesIt() {
    RedisResponseCache cache = cache(ROOM);
    ResourceKey key = freshKey();
    store(cache, key, "a", "[1]", NOON);
    store(cache, key, "b", "[2]", NOON.plusSeconds(1_800));
    Instant end = NOON.plus(TTL);
    assertThat(cache.find(key, identity("a"), end.minusMillis(1)).grant()).isNotNull();
    assertThat(cache.find(key, identity("a"), end).grant()).isNull();
    assertThat(cache.find(key, identity("b"), end).grant()).isNotNull();
    Instant later = end.plus(TTL);
    assertThat(cache.find(key, identity("c"), later)).matches(CacheEntry::unknown);
    long before = cache.usage().resources();
    store(cache, freshKey(), "a", "[3]", later);
    assertThat(cache.usage().resources()).isLessThanOrEqualTo(before);
  }

  @Test
  void dropsTheGrantsOfRotatedTokensWhileTheResourceIsInUse() {
    RedisResponseCache cache = cache(ROOM);
    ResourceKey key = freshKey();
    for (int i = 0; i < 200; i++) {
      store(cache, key, "t" + i, "[1]", NOON.plusSeconds(600L * i));
    }
    assertThat(redis.command("HGET", resource(key), "grants").strip())
        .satisfies(grants -> assertThat(Integer.parseInt(grants)).isLessThan(20));
  }

  @Test
  void givesBackEveryByteWithTheLastGrant() {
    RedisResponseCache cache = cache(ROOM);
    long before = cache.usage().bytes();
    ResourceKey key = freshKey();
    Random random = new Random(7);
    for (int i = 0; i < 400; i++) {
      String token = "t" + random.nextInt(8);
      Instant now = NOON.plusSeconds(i);
      switch (random.nextInt(4)) {
        case 0 -> cache.revoke(key, identity(token));
        case 1 -> regrant(cache, key, token, now);
        default -> store(cache, key, token, "body" + random.nextInt(5), now);
      }
    }
    assertThat(cache.usage().bytes()).isGreaterThan(before);
    for (int i = 0; i < 8; i++) {
      cache.revoke(key, identity("t" + i));
    }
    assertThat(cache.usage().bytes()).isEqualTo(before);
  }

  private static void regrant(
      RedisResponseCache cache, ResourceKey key, String token, Instant now) {
    List<Representation> others = cache.find(key, identity("x"), now).others();
    if (!others.isEmpty()) {
      cache.grant(key, grant(token, others.get(0), now), now);
    }
  }

  @Test
  void leavesNothingBehindWhenNobodyAsksAnyMore() {
    RedisResponseCache cache = cache(ROOM);
    ResourceKey key = freshKey();
    store(cache, key, "a", "[1]", NOON);
    for (String name : new String[] {resource(key), connection.key("{cache}:entries")}) {
      long millis = Long.parseLong(redis.command("PTTL", name).substring(1));
      assertThat(millis).isBetween(1L, TTL.plusDays(1).toMillis());
    }
  }

  @Test
  void agreesOnAgesWhateverTheClocksOfTheProcesses() {
    RedisResponseCache cache =
        new RedisResponseCache(connection, new RedisCacheSettings(ROOM, TTL));
    ResourceKey key = freshKey();
    Instant ahead = NOON.plus(5, ChronoUnit.MINUTES);
    store(cache, key, "a", "[1]", ahead);
    CacheEntry entry = cache.find(key, identity("a"), NOON);
    Grant grant = Objects.requireNonNull(entry.grant());
    assertThat(grant.validatedAt()).isBeforeOrEqualTo(NOON);
    assertThat(grant.validatedAt()).isCloseTo(NOON, within(30, ChronoUnit.SECONDS));
    assertThat(Objects.requireNonNull(entry.granted()).storedAt()).isEqualTo(grant.validatedAt());
  }

  @Test
  void takesDamagedBytesForUnknownAndCountsThem() {
    RedisResponseCache cache = cache(ROOM);
    ResourceKey key = freshKey();
    Representation known = store(cache, key, "a", noise(1_000, 3), NOON);
    redis.command("HSET", resource(key), "body:" + known.id(), "nonsense");
    assertThat(cache.find(key, identity("a"), NOON)).matches(CacheEntry::unknown);
    assertThat(cache.usage().damaged()).isEqualTo(1);
    store(cache, key, "a", "[1]", NOON);
    assertThat(text(Objects.requireNonNull(cache.find(key, identity("a"), NOON).granted())))
        .isEqualTo("[1]");
  }

  @Test
  void doesNotKnowWhatChangedOnceItsMemoryIsLost() {
    RedisResponseCache cache = cache(ROOM);
    ResourceKey key = freshKey();
    store(cache, key, "a", "[1]", NOON);
    long number = cache.changes(0).number();
    redis.command("FLUSHALL");
    cache.invalidate(ResourceSelection.exactly("/elsewhere"));
    assertThat(cache.changes(number).continuous()).isFalse();
    assertThat(cache.find(key, identity("a"), NOON)).matches(CacheEntry::unknown);
    store(cache, key, "a", "[1]", NOON);
    assertThat(cache.find(key, identity("a"), NOON).grant()).isNotNull();
    assertThat(cache.usage().resources()).isEqualTo(1);
  }

  @Test
  void keepsTheLatestTenThousandChanges() {
    RedisResponseCache cache = cache(ROOM);
    long early = cache.changes(0).number();
    for (int i = 0; i < 12_000; i++) {
      cache.invalidate(ResourceSelection.exactly("/x"));
    }
    long latest = cache.find(freshKey(), identity("a"), NOON).asOf();
    assertThat(cache.changes(early).continuous()).isFalse();
    assertThat(cache.changes(latest).continuous()).isTrue();
    assertThat(
            Long.parseLong(redis.command("ZCARD", connection.key("{cache}:changes")).substring(1)))
        .isBetween(10_000L, 10_500L);
  }
}
