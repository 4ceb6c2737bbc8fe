package dev.headgate.storage.postgres;

import com.google.inject.AbstractModule;
import dev.headgate.storage.postgres.audit.PostgresAuditModule;
import dev.headgate.storage.postgres.connection.PostgresConnectionModule;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.limit.PostgresLimitModule;
import dev.headgate.storage.postgres.quota.PostgresQuotaModule;
import dev.headgate.storage.postgres.setting.PostgresSettingModule;
import dev.headgate.storage.postgres.slot.PostgresSlotModule;

/** Every port of the core that can be kept in Postgres, over one pool of connections. */
public final class PostgresStorageModule extends AbstractModule {
  private final PostgresSettings connection;

  /** All features in this database, each with its own settings. */
  public PostgresStorageModule(PostgresSettings connection) {
    this.connection = connection;
  }

  @Override
  protected void configure() {
    install(new PostgresConnectionModule(connection));
    install(new PostgresLimitModule());
    install(new PostgresQuotaModule());
    install(new PostgresSettingModule());
    install(new PostgresSlotModule());
    install(new PostgresAuditModule());
  }
}
