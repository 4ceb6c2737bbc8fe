package dev.headgate.storage.redis.queue;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over a cluster. */
class RedisTaskQueueClusterTest implements TaskQueueContract {
  private static RedisConnection connection;

  @BeforeAll
  static void connect() {
    connection = new RedisConnection(RealRedis.inCluster());
  }

  @AfterAll
  static void disconnect() {
    connection.close();
  }

  @Override
  public TaskQueue taskQueue() {
    return new RedisTaskQueue(connection, true);
  }

  @Override
  public ExecutorService threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }
}
