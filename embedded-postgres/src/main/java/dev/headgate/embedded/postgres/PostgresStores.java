package dev.headgate.embedded.postgres;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.slot.Slots;
import dev.headgate.embedded.SharedStores;
import dev.headgate.storage.postgres.breaker.PostgresBreakerBoard;
import dev.headgate.storage.postgres.cache.PostgresCacheSettings;
import dev.headgate.storage.postgres.cache.PostgresResponseCache;
import dev.headgate.storage.postgres.connection.Migrations;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import dev.headgate.storage.postgres.limit.PostgresTokenBuckets;
import dev.headgate.storage.postgres.limit.PostgresTokenLeases;
import dev.headgate.storage.postgres.quota.PostgresQuotaLedger;
import dev.headgate.storage.postgres.quota.PostgresQuotaSettings;
import dev.headgate.storage.postgres.slot.PostgresSlots;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What processes share over one Postgres database: embedded gateways, and Headgate's own servers
 * and workers where they use the same one. Its schema is applied, and brought up to date, as soon
 * as the database can be reached.
 */
public final class PostgresStores implements SharedStores {
  private final PostgresDatabase database;
  private final Migrations migrations;

  private PostgresStores(PostgresDatabase database) {
    this.database = database;
    this.migrations = new Migrations(database);
  }

  /**
   * The database at {@code jdbc:postgresql://…} or {@code postgres://…}; nothing is waited for.
   *
   * @param user null where the URL names one
   * @param password null where the URL holds one, or none is asked for
   * @throws IllegalArgumentException if it is no such URL
   */
  public static PostgresStores connect(
      String url, @Nullable String user, @Nullable String password) {
    Secret secret = password == null ? null : Secret.of(password);
    return connect(PostgresSettings.of(new PostgresUrl(url, user, secret)));
  }

  /** The database by these settings. */
  public static PostgresStores connect(PostgresSettings settings) {
    return new PostgresStores(new PostgresDatabase(settings));
  }

  @Override
  public String name() {
    return PostgresDatabase.STORE;
  }

  @Override
  public SharedResponseCache cache(long maxBytes, Duration ttl) {
    return new PostgresResponseCache(database, new PostgresCacheSettings(maxBytes, ttl));
  }

  @Override
  public QuotaLedger ledger() {
    return new PostgresQuotaLedger(database, PostgresQuotaSettings.DEFAULTS);
  }

  @Override
  public TokenBuckets buckets() {
    return new PostgresTokenBuckets(database);
  }

  @Override
  public TokenLeases leases() {
    return new PostgresTokenLeases(database);
  }

  @Override
  public Slots slots() {
    return new PostgresSlots(database);
  }

  @Override
  public BreakerBoard breakers() {
    return new PostgresBreakerBoard(database);
  }

  /** Applies the schema; returns when that is done, or this is closed. */
  @Override
  public void prepare() {
    migrations.applyWhenReachable();
  }

  @Override
  public void ping() {
    int unused =
        database.<Integer>read(handle -> handle.select("SELECT 1").mapTo(Integer.class).one());
  }

  @Override
  public void close() {
    migrations.close();
    database.close();
  }
}
