package dev.headgate.storage.memory.cache;

import static dev.headgate.core.cache.Samples.NOON;
import static dev.headgate.core.cache.Samples.freshKey;
import static dev.headgate.core.cache.Samples.grant;
import static dev.headgate.core.cache.Samples.identity;
import static dev.headgate.core.cache.Samples.representation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.cache.ResponseCacheContract;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryResponseCacheTest implements ResponseCacheContract {
  private static final Duration TTL = Duration.ofHours(1);

  private final MemoryResponseCache cache = cache(64L * 1024 * 1024);

  @Override
  public ResponseCache responseCache() {
    return cache;
  }

  private static MemoryResponseCache cache(long maxBytes) {
    return new MemoryResponseCache(new MemoryCacheSettings(maxBytes, TTL));
  }

  private static Representation store(
      ResponseCache cache, ResourceKey key, String token, String body, Instant now) {
    return ResponseCacheContract.store(cache, key, token, body, now);
  }

  @Test
  void neverTakesMoreThanItsBytesAndCountsWhatItForgot() {
    MemoryResponseCache small = cache(1_000_000);
    for (int i = 0; i < 500; i++) {
      store(small, freshKey(), "a", "x".repeat(10_000) + i, NOON);
      assertThat(small.usage().bytes()).isLessThanOrEqualTo(1_000_000);
    }
    assertThat(small.usage().resources()).isBetween(50L, 100L);
    assertThat(small.usage().evicted()).isEqualTo(500 - small.usage().resources());
  }

  @Test
  void doesNotKeepWhatIsLargerThanAllOfIt() {
    MemoryResponseCache small = cache(100_000);
    ResourceKey key = freshKey();
    store(small, key, "a", "x".repeat(200_000), NOON);
    assertThat(small.find(key, identity("a"), NOON)).matches(CacheEntry::unknown);
    assertThat(small.usage().bytes()).isZero();
  }

  @Test
  void forgetsAGrantThatNobodyValidatedForTheTimeToLive() {
    ResourceKey key = freshKey();
    store(cache, key, "a", "[1]", NOON);
    store(cache, key, "b", "[2]", NOON.plusSeconds(1_800));
    Instant end = NOON.plus(TTL);
    assertThat(cache.find(key, identity("a"), end.minusMillis(1)).grant()).isNotNull();
    assertThat(cache.find(key, identity("a"), end).grant()).isNull();
    assertThat(cache.find(key, identity("b"), end).grant()).isNotNull();
  }

  @Test
  void forgetsAResourceThatNobodyValidatedForTheTimeToLive() {
    ResourceKey idle = freshKey();
    ResourceKey used = freshKey();
    store(cache, idle, "a", "[1]", NOON);
    Representation known = store(cache, used, "a", "[2]", NOON);
    Instant later = NOON.plusSeconds(1_800);
    cache.grant(used, grant("a", known, later), later);
    Instant end = NOON.plus(TTL).plusSeconds(1);
    assertThat(cache.find(idle, identity("a"), end)).matches(CacheEntry::unknown);
    assertThat(cache.find(used, identity("a"), end).grant()).isNotNull();
    assertThat(cache.usage().resources()).isEqualTo(1);
    assertThat(cache.usage().evicted()).isZero();
  }

  @Test
  void dropsTheGrantsOfRotatedTokensWhileTheResourceIsInUse() {
    ResourceKey key = freshKey();
    for (int hour = 0; hour < 48; hour++) {
      store(cache, key, "t" + hour, "[" + hour + "]", NOON.plusSeconds(3_600L * hour));
    }
    long twoOfThem = 2 * 4_000;
    assertThat(cache.usage().bytes()).isLessThan(twoOfThem);
  }

  @Test
  void weighsABodyAgainThatGrewByRenditions() {
    ResourceKey key = freshKey();
    Representation known = store(cache, key, "a", "x".repeat(1_000), NOON);
    long before = cache.usage().bytes();
    CacheEntry entry = cache.find(key, identity("a"), NOON);
    Objects.requireNonNull(entry.granted()).body().rendition("gzip", bytes -> new byte[50_000]);
    cache.grant(key, grant("a", known, NOON), NOON);
    assertThat(cache.usage().bytes()).isEqualTo(before + 50_000);
  }

  @Test
  void keepsOneBodyForAllWhoSeeTheSameBytes() {
    ResourceKey key = freshKey();
    store(cache, key, "a", "x".repeat(100_000), NOON);
    long before = cache.usage().bytes();
    for (int i = 0; i < 10; i++) {
      store(cache, key, "t" + i, "x".repeat(100_000), NOON);
    }
    assertThat(cache.usage().bytes() - before).isLessThan(20_000);
    Representation one = Objects.requireNonNull(cache.find(key, identity("t1"), NOON).granted());
    Representation other = Objects.requireNonNull(cache.find(key, identity("a"), NOON).granted());
    assertThat(one.body()).isSameAs(other.body());
  }

  @Test
  void givesBackEveryByteWhenAllGrantsAreGone() {
    ResourceKey key = freshKey();
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      String token = "t" + random.nextInt(20);
      Instant now = NOON.plusSeconds(i);
      switch (random.nextInt(4)) {
        case 0 -> cache.revoke(key, identity(token));
        case 1 -> cache.grant(key, grant(token, representation("a", "body0", now), now), now);
        default -> store(cache, key, token, "body" + random.nextInt(5), now);
      }
    }
    assertThat(cache.usage().bytes()).isPositive();
    Resource resource = new Resource(0, 1_000_000, TTL, NOON);
    long empty = resource.bytes();
    for (int i = 0; i < 2_000; i++) {
      String token = "t" + random.nextInt(20);
      Representation known = representation(token, "body" + random.nextInt(5), NOON);
      if (random.nextBoolean()) {
        resource.store(known, grant(token, known, NOON), NOON);
      } else {
        resource.grant(grant(token, known, NOON), NOON);
      }
    }
    for (int i = 0; i < 20; i++) {
      resource.revoke(identity("t" + i));
    }
    assertThat(resource.empty()).isTrue();
    assertThat(resource.bytes()).isEqualTo(empty);
  }

  @Test
  void keepsAThousandCallersOfOneResourceAndDropsTheOldest() {
    ResourceKey key = freshKey();
    int callers = Resource.MAX_GRANTS + 1;
    for (int i = 0; i < callers; i++) {
      store(cache, key, "t" + i, "[" + i + "]", NOON.plusMillis(i));
    }
    assertThat(cache.find(key, identity("t0"), NOON).grant()).isNull();
    assertThat(cache.find(key, identity("t" + (callers - 1)), NOON).grant()).isNotNull();
    assertThat(cache.find(key, identity("t200"), NOON).grant()).isNotNull();
  }

  @Test
  void letsNoResourceTakeMoreThanAnEighth() {
    MemoryResponseCache small = cache(800_000);
    ResourceKey key = freshKey();
    for (int i = 0; i < 100; i++) {
      store(small, key, "t" + i, "x".repeat(10_000) + i, NOON.plusSeconds(i));
      assertThat(small.usage().bytes()).isLessThanOrEqualTo(100_000);
    }
    assertThat(small.find(key, identity("t99"), NOON).grant()).isNotNull();
  }

  @Test
  void staysWithinItsBytesWhenManyWriteAtOnce() {
    MemoryResponseCache small = cache(2_000_000);
    Race.of(
        8,
        number -> {
          for (int i = 0; i < 200; i++) {
            ResourceKey key = new ResourceKey("/r/" + i % 50, "json", "");
            store(small, key, "t" + number, "x".repeat(1_000 + i * 10), NOON);
          }
          return number;
        });
    assertThat(small.usage().bytes()).isBetween(1L, 2_000_000L);
  }
}
