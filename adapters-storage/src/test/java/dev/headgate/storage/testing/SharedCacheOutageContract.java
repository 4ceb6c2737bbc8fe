package dev.headgate.storage.testing;

import static dev.headgate.core.cache.ResponseCacheContract.served;
import static dev.headgate.core.cache.ResponseCacheContract.store;
import static dev.headgate.core.cache.Samples.freshKey;
import static dev.headgate.core.cache.Samples.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.breaker.StoreGuard;
import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.NearCache;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.storage.memory.breaker.MemoryBreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import dev.headgate.storage.memory.cache.MemoryCacheSettings;
import dev.headgate.storage.memory.cache.MemoryResponseCache;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Two processes with copies over one real store, whatever becomes of that. */
public interface SharedCacheOutageContract {
  /** The cache as one process reaches it; another object each time. */
  SharedResponseCache reach();

  /** Lets the store answer nobody until {@link #thaw}; no connection ends. */
  void freeze();

  /** Lets it answer again. */
  void thaw();

  /** Ends the store at once and starts it again; it has lost the cache. */
  void crash();

  /** A process: its copies, and the thread that keeps them up to date. */
  record Peer(NearCache cache, StoreGuard guard, ScheduledExecutorService beat)
      implements AutoCloseable {
    /** One that reaches the store by that object. */
    public static Peer over(SharedResponseCache shared) {
      InstantSource clock = InstantSource.system();
      StoreGuard guard =
          new StoreGuard(
              new MemoryCircuitBreakers(MemoryBreakerSettings.DEFAULTS).breaker("store"),
              Telemetry.SILENT,
              clock);
      NearCache cache =
          new NearCache(
              shared,
              new MemoryResponseCache(MemoryCacheSettings.DEFAULTS),
              guard,
              System::nanoTime);
      ScheduledExecutorService beat = Executors.newScheduledThreadPool(1);
      cache.catchUp(clock.instant());
      var _ =
          beat.scheduleWithFixedDelay(
              () -> {
                guard.probe(shared::usage);
                cache.catchUp(clock.instant());
              },
              0,
              NearCache.POLL.toMillis(),
              TimeUnit.MILLISECONDS);
      return new Peer(cache, guard, beat);
    }

    /** What it knows now. */
    public CacheEntry find(ResourceKey key, String token) {
      return cache.find(key, identity(token), Instant.now());
    }

    @Override
    public void close() {
      beat.shutdownNow();
    }
  }

  private static ConditionFactory soon() {
    return Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(60));
  }

  @Test
  default void showsNoProcessWhatAnotherInvalidatedOrRevoked() {
    try (Peer one = Peer.over(reach());
        Peer other = Peer.over(reach())) {
      ResourceKey invalidated = freshKey();
      ResourceKey revoked = freshKey();
      store(one.cache(), invalidated, "a", "[1]", Instant.now());
      store(one.cache(), revoked, "a", "[1]", Instant.now());
      assertThat(served(other.cache(), invalidated, "a", Instant.now())).isEqualTo("[1]");
      assertThat(served(other.cache(), revoked, "a", Instant.now())).isEqualTo("[1]");
      one.cache().invalidate(ResourceSelection.exactly(invalidated.path()));
      one.cache().revoke(revoked, identity("a"));
      soon()
          .untilAsserted(() -> {
            assertThat(other.find(invalidated, "a").grant()).isNull();
            assertThat(other.find(revoked, "a").grant()).isNull();
          });
      assertThat(other.find(revoked, "a").certain()).isTrue();
    }
  }

  @Test
  default void goesOnWithCopiesWhileTheStoreIsFrozenAndBringsBothUpToDateAfterwards() {
    try (Peer one = Peer.over(reach());
        Peer other = Peer.over(reach())) {
      ResourceKey kept = freshKey();
      ResourceKey gone = freshKey();
      store(one.cache(), kept, "a", "[1]", Instant.now());
      store(one.cache(), gone, "a", "[1]", Instant.now());
      assertThat(served(other.cache(), gone, "a", Instant.now())).isEqualTo("[1]");
      assertThat(served(other.cache(), kept, "a", Instant.now())).isEqualTo("[1]");
      freeze();
      one.cache().invalidate(ResourceSelection.exactly(gone.path()));
      store(one.cache(), kept, "a", "[2]", Instant.now());
      soon().until(() -> !one.guard().reachable() && !other.guard().reachable());
      assertThat(one.find(gone, "a").grant()).isNull();
      assertThat(one.find(kept, "a").certain()).isFalse();
      assertThat(served(one.cache(), kept, "a", Instant.now())).isEqualTo("[2]");
      assertThat(other.find(gone, "a").certain()).isFalse();
      thaw();
      soon()
          .untilAsserted(() -> {
            assertThat(one.cache().current()).isTrue();
            assertThat(other.cache().current()).isTrue();
            assertThat(other.find(gone, "a").grant()).isNull();
            assertThat(other.find(kept, "a").grant()).isNull();
          });
      store(one.cache(), kept, "b", "[2]", Instant.now());
      assertThat(served(other.cache(), kept, "b", Instant.now())).isEqualTo("[2]");
    }
  }

  @Test
  default void servesNothingUncheckedWhenTheStoreHasLostTheCache() {
    try (Peer one = Peer.over(reach());
        Peer other = Peer.over(reach())) {
      ResourceKey key = freshKey();
      store(one.cache(), key, "a", "[1]", Instant.now());
      assertThat(served(other.cache(), key, "a", Instant.now())).isEqualTo("[1]");
      crash();
      soon()
          .untilAsserted(() -> {
            assertThat(other.cache().current()).isTrue();
            CacheEntry entry = other.find(key, "a");
            assertThat(entry.certain()).isTrue();
            assertThat(entry.grant()).isNull();
            assertThat(entry.others()).hasSize(1);
          });
      store(one.cache(), key, "a", "[2]", Instant.now());
      soon()
          .untilAsserted(
              () -> assertThat(served(other.cache(), key, "a", Instant.now())).isEqualTo("[2]"));
    }
  }
}
