package dev.headgate.storage.redis.quota;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.OptionalBinder;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.storage.redis.connection.RedisConnection;

/**
 * Keeps GitHub's quota accounts in Redis. Other {@link RedisQuotaSettings} may be bound, and a
 * {@link QuotaLedger} over the {@link RedisQuotaLedger} that outlives the loss of its store.
 */
public final class RedisQuotaModule extends AbstractModule {
  @Override
  protected void configure() {
    OptionalBinder.newOptionalBinder(binder(), RedisQuotaSettings.class)
        .setDefault()
        .toInstance(RedisQuotaSettings.DEFAULTS);
    OptionalBinder.newOptionalBinder(binder(), QuotaLedger.class)
        .setDefault()
        .to(RedisQuotaLedger.class);
  }

  @Provides
  @Singleton
  static RedisQuotaLedger quotaLedger(RedisConnection connection, RedisQuotaSettings settings) {
    return new RedisQuotaLedger(connection, settings);
  }
}
