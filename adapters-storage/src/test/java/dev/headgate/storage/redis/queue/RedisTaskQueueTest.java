package dev.headgate.storage.redis.queue;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.TaskQueueModelContract;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;

class RedisTaskQueueTest implements TaskQueueContract, TaskQueueModelContract {
  private static final RedisConnection REDIS =
      new RedisConnection(
          RealRedis.shared()
              .settings()
              .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10)));

  @AfterAll
  static void close() {
    REDIS.close();
  }

  @Override
  public TaskQueue taskQueue() {
    return new RedisTaskQueue(REDIS, true);
  }

  @Override
  public ExecutorService threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }
}
