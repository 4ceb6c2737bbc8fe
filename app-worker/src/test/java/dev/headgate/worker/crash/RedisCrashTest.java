package dev.headgate.worker.crash;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.queue.RedisTaskQueue;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class RedisCrashTest implements CrashContract {
  private final OwnRedis redis = RealRedis.durable();
  private final RedisConnection connection =
      new RedisConnection(
          redis.settings().withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10)));
  private final RedisTaskQueue queue = new RedisTaskQueue(connection);

  @Override
  public TaskQueue queue() {
    return queue;
  }

  @Override
  public int port() {
    return redis.port();
  }

  @Override
  public Map<String, String> store(int port) {
    return Map.of("STORAGE_TYPE", "redis", "REDIS_URL", "redis://127.0.0.1:" + port);
  }

  @Override
  public void restartStore() {
    redis.kill();
    redis.restart();
  }

  @AfterEach
  void close() {
    connection.close();
    redis.close();
  }
}
