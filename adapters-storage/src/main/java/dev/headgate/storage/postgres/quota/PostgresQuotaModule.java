package dev.headgate.storage.postgres.quota;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.OptionalBinder;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.storage.postgres.connection.PostgresDatabase;

/**
 * Keeps GitHub's quota accounts in Postgres. Other {@link PostgresQuotaSettings} may be bound, and
 * a {@link QuotaLedger} over the {@link PostgresQuotaLedger} that outlives the loss of its store.
 */
public final class PostgresQuotaModule extends AbstractModule {
  @Override
  protected void configure() {
    OptionalBinder.newOptionalBinder(binder(), PostgresQuotaSettings.class)
        .setDefault()
        .toInstance(PostgresQuotaSettings.DEFAULTS);
    OptionalBinder.newOptionalBinder(binder(), QuotaLedger.class)
        .setDefault()
        .to(PostgresQuotaLedger.class);
  }

  @Provides
  @Singleton
  static PostgresQuotaLedger quotaLedger(
      PostgresDatabase database, PostgresQuotaSettings settings) {
    return new PostgresQuotaLedger(database, settings);
  }
}
