package dev.headgate.server.storage;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;

/** One Redis for everything that is kept there. */
final class RedisBackendModule extends AbstractModule {
  @Provides
  @Singleton
  static RedisConnection connection(Configuration configuration) {
    var redis = configuration.redis();
    return new RedisConnection(
        RedisSettings.of(redis.nodes())
            .withReader(redis.reader())
            .withCredentials(redis.user(), redis.password())
            .withDatabase(redis.database()));
  }

  @ProvidesIntoSet
  @Singleton
  static Backend backend(RedisConnection connection) {
    return new Backend(Store.REDIS, () -> ping(connection), connection);
  }

  private static void ping(RedisConnection connection) {
    String key = connection.key("ping");
    connection.read(client -> client.getBucket(key).isExistsAsync());
  }
}
