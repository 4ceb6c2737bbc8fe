package dev.headgate.storage.redis.queue;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.storage.redis.connection.RedisConnection;

/** Keeps tasks in Redis. */
public final class RedisQueueModule extends AbstractModule {

  @Provides
  @Singleton
  static TaskQueue queue(RedisConnection connection) {
    return new RedisTaskQueue(connection);
  }
}
