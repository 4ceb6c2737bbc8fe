package dev.headgate.storage.redis.quota;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.OptionalBinder;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.storage.redis.connection.RedisConnection;

/** Keeps GitHub's quota accounts in Redis; other {@link RedisQuotaSettings} may be bound. */
public final class RedisQuotaModule extends AbstractModule {
  @Override
  protected void configure() {
    OptionalBinder.newOptionalBinder(binder(), RedisQuotaSettings.class)
        .setDefault()
        .toInstance(RedisQuotaSettings.DEFAULTS);
  }

  @Provides
  @Singleton
  static QuotaLedger quotaLedger(RedisConnection connection, RedisQuotaSettings settings) {
    return new RedisQuotaLedger(connection, settings);
  }
}
