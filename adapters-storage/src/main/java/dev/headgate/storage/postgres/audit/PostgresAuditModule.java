package dev.headgate.storage.postgres.audit;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.audit.AuditStore;
import dev.headgate.storage.postgres.connection.PostgresDatabase;

/** Keeps the audit's entries in Postgres. */
public final class PostgresAuditModule extends AbstractModule {

  @Provides
  @Singleton
  static AuditStore auditStore(PostgresDatabase database) {
    return new PostgresAuditStore(database);
  }
}
