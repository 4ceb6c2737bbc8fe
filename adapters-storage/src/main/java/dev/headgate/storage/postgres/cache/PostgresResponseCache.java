package dev.headgate.storage.postgres.cache;

import static dev.headgate.core.cache.codec.StoreTime.age;

import dev.headgate.core.cache.CacheChanges;
import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.core.cache.codec.EntryCodec;
import dev.headgate.core.cache.codec.StoreTime;
import dev.headgate.core.cache.codec.StoredChange;
import dev.headgate.core.cache.codec.StoredKey;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Cached responses in Postgres, one round trip per call, by the server's clock.
 *
 * <p>A look-up is one statement and sees one state. A change is one transaction of one statement:
 * changes of a resource take turns at its row, and whoever stores excludes whoever invalidates, so
 * that nothing slips between the two.
 *
 * <p><b>Bounds.</b> All bytes are summed up in a few rows with each change. Whoever stores removes
 * up to 64 resources, those that were validated longest ago, while there are too many bytes, and
 * whatever nobody validated for the time to live; so the bound may be passed by what is stored at
 * one time. A resource keeps at most 1024 grants and an eighth of all bytes; a longer body is not
 * kept. Nothing is removed while nothing is stored, and what is expired is not found.
 *
 * <p>The tables are unlogged: after a crash of the server the cache is empty, and {@link #changes}
 * says that it does not know what changed.
 */
public final class PostgresResponseCache implements SharedResponseCache {
  private static final String FIND = Sql.load(PostgresResponseCache.class, "find.sql");
  private static final String STORE = Sql.load(PostgresResponseCache.class, "store.sql");
  private static final String GRANT = Sql.load(PostgresResponseCache.class, "grant.sql");
  private static final String REVOKE = Sql.load(PostgresResponseCache.class, "revoke.sql");
  private static final String INVALIDATE = Sql.load(PostgresResponseCache.class, "invalidate.sql");
  private static final String CHANGES = Sql.load(PostgresResponseCache.class, "changes.sql");
  private static final String USAGE = Sql.load(PostgresResponseCache.class, "usage.sql");

  /** No resource may crowd out all others. */
  private static final int LEAST_RESOURCES = 8;

  private final EntryCodec codec = new EntryCodec();
  private final PostgresDatabase database;
  private final PostgresCacheSettings settings;
  private final long ttl;
  private final boolean callersTime;

  /** The cache in that database, which has the schema of this program. */
  public PostgresResponseCache(PostgresDatabase database, PostgresCacheSettings settings) {
    this(database, settings, false);
  }

  /** One that takes its callers' time for the server's, for tests. */
  PostgresResponseCache(
      PostgresDatabase database, PostgresCacheSettings settings, boolean callersTime) {
    this.database = database;
    this.settings = settings;
    this.ttl = settings.ttl().truncatedTo(ChronoUnit.MICROS).toNanos() / 1_000;
    this.callersTime = callersTime;
  }

  @Override
  public CacheEntry find(ResourceKey key, Fingerprint identity, Instant now) {
    StoredKey stored = StoredKey.of(key);
    return database.read(handle -> {
      try (Call call = new Call(handle, FIND)) {
        call.digits(stored.digest()).value(identity).value(ttl);
        try (ResultSet row = at(call, now).rows()) {
          return entry(row, identity, now);
        }
      }
    });
  }

  @Override
  public void store(
      ResourceKey key, Representation representation, Grant grant, long asOf, Instant now) {
    if (!grant.representation().equals(representation.id())) {
      throw new IllegalArgumentException(
          "grant: names another representation (expected: the one that is stored)");
    }
    byte[] body = codec.body(representation);
    if (body.length > settings.maxBytes() / LEAST_RESOURCES) {
      revoke(key, grant.identity());
      return;
    }
    StoredKey stored = StoredKey.of(key);
    database.write(handle -> {
      try (Call call = new Call(handle, STORE)) {
        call.digits(stored.digest())
            .value(stored.path())
            .value(grant.identity())
            .value(representation.id())
            .value(codec.fields(representation))
            .value(body)
            .value(codec.grant(grant))
            .value(age(representation.storedAt(), now))
            .value(age(grant.validatedAt(), now))
            .value(asOf)
            .value(ttl)
            .value(settings.maxBytes());
        return at(call, now).done();
      }
    });
  }

  @Override
  public void grant(ResourceKey key, Grant grant, Instant now) {
    StoredKey stored = StoredKey.of(key);
    database.write(handle -> {
      try (Call call = new Call(handle, GRANT)) {
        call.digits(stored.digest())
            .value(stored.path())
            .value(grant.identity())
            .value(grant.representation())
            .value(codec.grant(grant))
            .value(age(grant.validatedAt(), now));
        return at(call, now).done();
      }
    });
  }

  @Override
  public void revoke(ResourceKey key, Fingerprint identity) {
    StoredKey stored = StoredKey.of(key);
    database.write(handle -> {
      try (Call call = new Call(handle, REVOKE)) {
        return call.digits(stored.digest()).value(stored.path()).value(identity).done();
      }
    });
  }

  @Override
  public int invalidate(ResourceSelection selection) {
    StoredChange change = StoredChange.of(selection);
    return database.write(handle -> {
      try (Call call = new Call(handle, INVALIDATE)) {
        return (int) call.value(change.kind()).value(change.path()).number();
      }
    });
  }

  @Override
  public CacheChanges changes(long number) {
    return database.write(handle -> {
      try (Call call = new Call(handle, CHANGES);
          ResultSet row = call.value(number).rows()) {
        row.next();
        long latest = row.getLong("number");
        if (!row.getBoolean("continuous")) {
          return CacheChanges.unknown(latest);
        }
        List<CacheChanges.Change> changes = new ArrayList<>();
        while (row.next()) {
          StoredChange change = new StoredChange(row.getString("kind"), row.getString("path"));
          changes.add(change.numbered(row.getLong("number")));
        }
        return new CacheChanges(latest, true, changes);
      }
    });
  }

  @Override
  public CacheUsage usage() {
    return database.read(this::usage);
  }

  private CacheUsage usage(Handle handle) throws SQLException {
    try (Call call = new Call(handle, USAGE);
        ResultSet row = call.rows()) {
      row.next();
      return new CacheUsage(row.getLong(1), row.getLong(2), row.getLong(3), codec.damaged());
    }
  }

  private CacheEntry entry(ResultSet row, Fingerprint identity, Instant now) throws SQLException {
    row.next();
    StoreTime time = new StoreTime(now, row.getLong("at"));
    long number = row.getLong("number");
    Grant grant = null;
    Representation granted = null;
    if (row.getBytes("granted") != null) {
      grant =
          codec.grant(
              row.getBytes("granted"),
              identity,
              row.getString("id"),
              time.here(row.getLong("validated")));
      granted = representation(row, time);
    }
    List<Representation> others = new ArrayList<>();
    while (row.next()) {
      Representation other = representation(row, time);
      if (other != null) {
        others.add(other);
      }
    }
    return grant == null || granted == null
        ? new CacheEntry(null, null, others, number)
        : new CacheEntry(grant, granted, others, number);
  }

  private @Nullable Representation representation(ResultSet row, StoreTime time)
      throws SQLException {
    return codec.representation(
        row.getString("id"),
        row.getBytes("fields"),
        row.getBytes("body"),
        time.here(row.getLong("stored")));
  }

  /** The last argument: the moment, which is the server's in production. */
  private Call at(Call call, Instant now) throws SQLException {
    return callersTime ? call.value(StoreTime.micros(now)) : call.none();
  }
}
