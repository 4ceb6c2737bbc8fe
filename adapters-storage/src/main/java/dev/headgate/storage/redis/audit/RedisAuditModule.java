package dev.headgate.storage.redis.audit;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.storage.redis.connection.RedisConnection;

/** Keeps the audit log in Redis; who starts the injector closes the {@link RedisAuditLog}. */
public final class RedisAuditModule extends AbstractModule {
  private final RedisAuditSettings settings;

  /** The feature with these settings. */
  public RedisAuditModule(RedisAuditSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    bind(RedisAuditSettings.class).toInstance(settings);
  }

  @Provides
  @Singleton
  static RedisAuditLog redisAuditLog(RedisConnection connection, RedisAuditSettings settings) {
    return new RedisAuditLog(connection, settings);
  }

  @Provides
  @Singleton
  static AuditLog auditLog(RedisAuditLog log) {
    return log;
  }
}
