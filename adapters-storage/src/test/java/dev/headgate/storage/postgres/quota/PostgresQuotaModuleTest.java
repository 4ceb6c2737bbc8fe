package dev.headgate.storage.postgres.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.multibindings.OptionalBinder;
import dev.headgate.core.quota.ModelLedger;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import org.junit.jupiter.api.Test;

class PostgresQuotaModuleTest {
  @Test
  void keepsTheLedgerInPostgresUnlessAnotherIsBoundOverIt() {
    try (PostgresDatabase store = new PostgresDatabase(RealPostgres.shared().database())) {
      AbstractModule connection =
          new AbstractModule() {
            @Override
            protected void configure() {
              binder().requireExplicitBindings();
              bind(PostgresDatabase.class).toInstance(store);
            }
          };
      assertThat(
              Guice.createInjector(connection, new PostgresQuotaModule())
                  .getInstance(QuotaLedger.class))
          .isInstanceOf(PostgresQuotaLedger.class);
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
              Guice.createInjector(connection, new PostgresQuotaModule(), another)
                  .getInstance(QuotaLedger.class))
          .isSameAs(over);
    }
  }
}
