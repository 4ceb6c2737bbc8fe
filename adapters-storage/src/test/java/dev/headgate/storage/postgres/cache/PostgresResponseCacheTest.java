package dev.headgate.storage.postgres.cache;

import static dev.headgate.core.cache.ResponseCacheContract.store;
import static dev.headgate.core.cache.Samples.NOON;
import static dev.headgate.core.cache.Samples.freshKey;
import static dev.headgate.core.cache.Samples.identity;
import static dev.headgate.core.cache.Samples.noise;
import static dev.headgate.core.cache.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.cache.ResponseCacheContract;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.core.cache.SharedResponseCacheContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresResponseCacheTest implements ResponseCacheContract, SharedResponseCacheContract {
  private static final Duration TTL = Duration.ofHours(1);
  private static final Instant REAL = Instant.parse("2030-05-05T05:05:05Z");

  private static PostgresDatabase database;

  @BeforeAll
  static void connect() {
    database = new PostgresDatabase(RealPostgres.shared().migrated());
  }

  @AfterAll
  static void disconnect() {
    database.close();
  }

  @Override
  public ResponseCache responseCache() {
    return sharedResponseCache();
  }

  @Override
  public SharedResponseCache sharedResponseCache() {
    return cache(64L * 1024 * 1024);
  }

  private static PostgresResponseCache cache(long maxBytes) {
    return new PostgresResponseCache(database, new PostgresCacheSettings(maxBytes, TTL), true);
  }

  @Test
  void staysWithinItsBytesAndForgetsWhatWasValidatedLongestAgo() {
    PostgresResponseCache small = cache(400_000);
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
    PostgresResponseCache small = cache(400_000);
    ResourceKey key = freshKey();
    store(small, key, "a", "[1]", NOON);
    store(small, key, "a", noise(100_000, 1), NOON);
    assertThat(small.find(key, identity("a"), NOON)).matches(CacheEntry::unknown);
  }

  @Test
  void letsNoResourceTakeMoreThanAnEighthForAllItsCallers() {
    PostgresResponseCache small = cache(400_000);
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
    PostgresResponseCache cache = cache(64L * 1024 * 1024);
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
  void giveBackEveryByteWithTheLastGrant() {
    PostgresResponseCache cache = cache(64L * 1024 * 1024);
    long before = cache.usage().bytes();
    ResourceKey key = freshKey();
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      String token = "t" + random.nextInt(8);
      if (random.nextInt(4) == 0) {
        cache.revoke(key, identity(token));
      } else {
        store(cache, key, token, "body" + random.nextInt(5), NOON.plusSeconds(i));
      }
    }
    assertThat(cache.usage().bytes()).isGreaterThan(before);
    for (int i = 0; i < 8; i++) {
      cache.revoke(key, identity("t" + i));
    }
    assertThat(cache.usage().bytes()).isEqualTo(before);
  }

  @Test
  void agreesOnAgesWhateverTheClocksOfTheProcesses() {
    PostgresResponseCache cache =
        new PostgresResponseCache(database, new PostgresCacheSettings(64L * 1024 * 1024, TTL));
    ResourceKey key = freshKey();
    Instant ahead = REAL.plus(5, ChronoUnit.MINUTES);
    store(cache, key, "a", "[1]", ahead);
    CacheEntry entry = cache.find(key, identity("a"), REAL);
    Grant grant = Objects.requireNonNull(entry.grant());
    assertThat(grant.validatedAt()).isBeforeOrEqualTo(REAL);
    assertThat(grant.validatedAt()).isCloseTo(REAL, within(30, ChronoUnit.SECONDS));
    assertThat(Objects.requireNonNull(entry.granted()).storedAt()).isEqualTo(grant.validatedAt());
  }

  @Test
  void takesDamagedBytesForUnknownAndCountsThem() {
    PostgresResponseCache cache = cache(64L * 1024 * 1024);
    ResourceKey key = freshKey();
    store(cache, key, "a", noise(1_000, 3), NOON);
    database.write(handle ->
        handle.execute(
            "UPDATE headgate.cached_body SET body = set_byte(body, octet_length(body) / 2, 7)"));
    assertThat(cache.find(key, identity("a"), NOON)).matches(CacheEntry::unknown);
    assertThat(cache.usage().damaged()).isEqualTo(1);
    database.write(handle -> handle.execute("UPDATE headgate.cached_grant SET granted = ''"));
    assertThat(cache.find(key, identity("a"), NOON)).matches(CacheEntry::unknown);
    store(cache, key, "a", "[1]", NOON);
    assertThat(text(Objects.requireNonNull(cache.find(key, identity("a"), NOON).granted())))
        .isEqualTo("[1]");
  }

  @Test
  void keepsTheLatestTenThousandChanges() {
    PostgresResponseCache cache = cache(64L * 1024 * 1024);
    long early = cache.changes(0).number();
    database.write(handle ->
        handle.execute(
            "SELECT headgate.cache_changed('exactly', '/x') FROM generate_series(1, 12000)"));
    CacheEntry unseen = cache.find(freshKey(), identity("a"), NOON);
    assertThat(cache.changes(early).continuous()).isFalse();
    assertThat(cache.changes(unseen.asOf()).continuous()).isTrue();
    assertThat(
            database.<Long>read(handle ->
                handle
                    .select("SELECT count(*) FROM headgate.cache_change")
                    .mapTo(Long.class)
                    .one()))
        .isBetween(10_000L, 11_500L);
  }
}
