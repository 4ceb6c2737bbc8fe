package dev.headgate.storage.redis.cache;

import static dev.headgate.core.cache.ResponseCacheContract.served;
import static dev.headgate.core.cache.ResponseCacheContract.store;
import static dev.headgate.core.cache.Samples.freshKey;
import static dev.headgate.core.cache.Samples.identity;
import static dev.headgate.core.cache.Samples.representation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.Samples;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.core.faults.FaultProxy;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.ReplicatedRedis;
import dev.headgate.storage.testing.SharedCacheOutageContract;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisCacheOutageTest implements SharedCacheOutageContract {
  private final OwnRedis redis = RealRedis.own();
  private final List<RedisConnection> connections = new ArrayList<>();

  @AfterEach
  void end() {
    connections.forEach(RedisConnection::close);
    redis.close();
  }

  /** Waits long enough for a machine that is busy; what is gone fails at once all the same. */
  private SharedResponseCache over(RedisSettings settings) {
    return over(settings, Duration.ofSeconds(5));
  }

  private SharedResponseCache over(RedisSettings settings, Duration patience) {
    RedisConnection connection = new RedisConnection(settings.withTimeouts(patience, patience));
    connections.add(connection);
    return new RedisResponseCache(connection, RedisCacheSettings.DEFAULTS);
  }

  /** Gives up soon, for one that is frozen never answers. */
  @Override
  public SharedResponseCache reach() {
    return over(redis.settings(), Duration.ofMillis(500));
  }

  @Override
  public void freeze() {
    redis.freeze();
  }

  @Override
  public void thaw() {
    redis.thaw();
  }

  @Override
  public void crash() {
    redis.kill();
    redis.restart();
  }

  @Test
  void tellsOnceMoreWhatMayHaveBeenDoneWhenTheReplyIsLost() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(redis.port())) {
      RedisSettings throughProxy =
          RedisSettings.of(List.of(URI.create("redis://127.0.0.1:" + proxy.port())));
      SharedResponseCache far = over(throughProxy);
      ResourceKey key = freshKey();
      store(far, key, "a", "[1]", Instant.now());
      proxy.loseReplyTo("EVAL", true);
      Representation next = representation("a", "[2]", Instant.now());
      assertThatExceptionOfType(OutcomeUnknown.class)
          .isThrownBy(() ->
              far.store(
                  key,
                  next,
                  Samples.grant("a", next, Instant.now()),
                  Long.MAX_VALUE,
                  Instant.now()));
      assertThat(served(over(redis.settings()), key, "a", Instant.now())).isEqualTo("[2]");
      try (Peer process = Peer.over(far)) {
        proxy.loseReplyTo("EVAL", true);
        process.cache().invalidate(ResourceSelection.exactly(key.path()));
        assertThat(served(process.cache(), key, "a", Instant.now())).isNull();
      }
    }
  }

  @Test
  void goesOnAfterItsScriptsAndConnectionsWereRemoved() {
    SharedResponseCache cache = over(redis.settings());
    ResourceKey key = freshKey();
    store(cache, key, "a", "[1]", Instant.now());
    redis.command("SCRIPT", "FLUSH");
    assertThat(served(cache, key, "a", Instant.now())).isEqualTo("[1]");
    redis.command("CLIENT", "KILL", "TYPE", "normal");
    assertThat(cache.find(key, identity("b"), Instant.now()).others()).hasSize(1);
  }

  @Test
  void saysThatItDoesNotKnowWhatChangedWhenAReplicaTookOver() {
    try (ReplicatedRedis both = RealRedis.replicated();
        FaultProxy primary = FaultProxy.to(both.primary().port())) {
      SharedResponseCache cache =
          over(RedisSettings.of(List.of(URI.create("redis://127.0.0.1:" + primary.port()))));
      cache.invalidate(ResourceSelection.exactly("/a"));
      both.awaitSync();
      both.promote();
      cache.invalidate(ResourceSelection.exactly("/lost"));
      long number = cache.changes(0).number();
      both.primary().kill();
      primary.retarget(both.replica().port());
      primary.reset();
      Awaitility.await()
          .ignoreExceptions()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> {
            cache.invalidate(ResourceSelection.exactly("/b"));
            assertThat(cache.changes(number).continuous()).isFalse();
          });
    }
  }
}
