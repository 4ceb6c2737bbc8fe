package dev.headgate.storage.postgres.quota;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.OptionalBinder;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.storage.postgres.connection.PostgresDatabase;

/** Keeps GitHub's quota accounts in Postgres; other {@link PostgresQuotaSettings} may be bound. */
public final class PostgresQuotaModule extends AbstractModule {
  @Override
  protected void configure() {
    OptionalBinder.newOptionalBinder(binder(), PostgresQuotaSettings.class)
        .setDefault()
        .toInstance(PostgresQuotaSettings.DEFAULTS);
  }

  @Provides
  @Singleton
  static QuotaLedger quotaLedger(PostgresDatabase database, PostgresQuotaSettings settings) {
    return new PostgresQuotaLedger(database, settings);
  }
}
