package dev.headgate.storage.redis.credential;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.credential.TokenVault;
import dev.headgate.storage.redis.connection.RedisConnection;

/** Keeps sealed tokens in Redis. */
public final class RedisCredentialModule extends AbstractModule {

  @Provides
  @Singleton
  static TokenVault vault(RedisConnection connection) {
    return new RedisTokenVault(connection);
  }
}
