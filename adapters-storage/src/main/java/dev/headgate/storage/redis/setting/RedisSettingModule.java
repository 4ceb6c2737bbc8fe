package dev.headgate.storage.redis.setting;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.storage.redis.connection.RedisConnection;

/** Keeps what operators change at run time in Redis. */
public final class RedisSettingModule extends AbstractModule {

  @Provides
  @Singleton
  static SharedSettings sharedSettings(RedisConnection connection) {
    return new RedisSharedSettings(connection);
  }
}
