package dev.headgate.storage.redis.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisDurabilityTest {
  @Test
  void isContentWithAnAppendOnlyFileAndNoEviction() {
    try (OwnRedis server = RealRedis.durable();
        RedisConnection redis = new RedisConnection(server.settings())) {
      assertThat(shortcomings(redis)).isEmpty();
    }
  }

  @Test
  void tellsWhatWouldLoseTasks() {
    try (OwnRedis server = RealRedis.own("maxmemory-policy allkeys-lru");
        RedisConnection redis = new RedisConnection(server.settings())) {
      assertThat(shortcomings(redis))
          .containsExactly(
              "it keeps no append-only file, so a restart loses tasks (expected: appendonly yes,"
                  + " with appendfsync everysec or always)",
              "maxmemory-policy is allkeys-lru, so tasks are lost when its memory is full"
                  + " (expected: noeviction)");
    }
  }

  @Test
  void doesNotClaimToKnowWhatRedisDoesNotTell() {
    try (OwnRedis server = RealRedis.own();
        RedisConnection redis = new RedisConnection(server.settings())) {
      server.stop();
      assertThatThrownBy(() -> shortcomings(redis)).isInstanceOf(StorageFailure.class);
    }
  }

  @Test
  void warnsWhenRedisComes() throws InterruptedException {
    try (OwnRedis server = RealRedis.durable();
        RedisConnection redis = new RedisConnection(server.settings());
        RedisDurability durability = new RedisDurability(redis)) {
      server.stop();
      Thread warning = Thread.ofVirtual().start(durability::warnWhenReachable);
      assertThat(warning.join(Duration.ofMillis(300))).isFalse();
      server.restart();
      assertThat(warning.join(Duration.ofSeconds(60))).isTrue();
    }
  }

  private static List<String> shortcomings(RedisConnection redis) {
    try (RedisDurability durability = new RedisDurability(redis)) {
      return durability.shortcomings();
    }
  }
}
