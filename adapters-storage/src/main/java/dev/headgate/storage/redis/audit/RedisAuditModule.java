package dev.headgate.storage.redis.audit;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.audit.AuditStore;
import dev.headgate.storage.redis.connection.RedisConnection;

/** Keeps the audit's entries in Redis. */
public final class RedisAuditModule extends AbstractModule {

  @Provides
  @Singleton
  static AuditStore auditStore(RedisConnection connection) {
    return new RedisAuditStore(connection);
  }
}
