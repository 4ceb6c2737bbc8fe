package dev.headgate.server.webhook;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.queue.RedisTaskQueue;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisIntakeTest implements SharedIntakeContract {
  private static OwnRedis redis;
  private static RedisConnection connection;
  private static TaskQueue queue;
  private static List<MirrorFixture> servers;

  @BeforeAll
  static void start() {
    redis = RealRedis.durable();
    connection = new RedisConnection(redis.settings());
    queue = new RedisTaskQueue(connection);
    servers = List.of(server(), server());
  }

  private static MirrorFixture server() {
    return MirrorFixture.start(
        "STORAGE_TYPE",
        "redis",
        "REDIS_URL",
        "redis://127.0.0.1:" + redis.port(),
        "GITHUB_WEBHOOK_SECRET",
        SECRET,
        "WEBHOOKS_MAX_WAITING",
        Integer.toString(MOST));
  }

  @AfterAll
  static void stop() {
    servers.forEach(MirrorFixture::close);
    connection.close();
    redis.close();
  }

  @Override
  public List<MirrorFixture> servers() {
    return servers;
  }

  @Override
  public TaskQueue queue() {
    return queue;
  }

  @Override
  public void kill() {
    redis.kill();
  }

  @Override
  public void restart() {
    redis.restart();
  }
}
