package dev.headgate.storage.redis.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.multibindings.OptionalBinder;
import dev.headgate.core.quota.ModelLedger;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import org.junit.jupiter.api.Test;

class RedisQuotaModuleTest {
  @Test
  void keepsTheLedgerInRedisUnlessAnotherIsBoundOverIt() {
    try (RedisConnection store = new RedisConnection(RealRedis.shared().settings())) {
      AbstractModule connection =
          new AbstractModule() {
            @Override
            protected void configure() {
              binder().requireExplicitBindings();
              bind(RedisConnection.class).toInstance(store);
            }
          };
      assertThat(
              Guice.createInjector(connection, new RedisQuotaModule())
                  .getInstance(QuotaLedger.class))
          .isInstanceOf(RedisQuotaLedger.class);
      ModelLedger over = new ModelLedger();
      AbstractModule another =
          new AbstractModule() {
            @Override
            protected void configure() {
              OptionalBinder.newOptionalBinder(binder(), QuotaLedger.class)
                  .setBinding()
                  .toInstance(over);
            }
          };
      assertThat(
              Guice.createInjector(connection, new RedisQuotaModule(), another)
                  .getInstance(QuotaLedger.class))
          .isSameAs(over);
    }
  }
}
