package dev.headgate.storage.postgres.audit;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.storage.postgres.connection.PostgresDatabase;

/** Keeps the audit log in Postgres; who starts the injector closes the {@link PostgresAuditLog}. */
public final class PostgresAuditModule extends AbstractModule {
  private final PostgresAuditSettings settings;

  /** The feature with these settings. */
  public PostgresAuditModule(PostgresAuditSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    bind(PostgresAuditSettings.class).toInstance(settings);
  }

  @Provides
  @Singleton
  static PostgresAuditLog postgresAuditLog(
      PostgresDatabase database, PostgresAuditSettings settings) {
    return new PostgresAuditLog(database, settings);
  }

  @Provides
  @Singleton
  static AuditLog auditLog(PostgresAuditLog log) {
    return log;
  }
}
