package dev.headgate.storage.postgres.credential;

import dev.headgate.core.credential.Installation;
import dev.headgate.core.credential.SealedToken;
import dev.headgate.core.credential.TokenVault;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Sealed tokens in Postgres, one row each. The database's clock decides; rows that have expired
 * leave with the next token that is put. Thread-safe; one statement per call.
 */
public final class PostgresTokenVault implements TokenVault {
  private static final String FIND = Sql.load(PostgresTokenVault.class, "find.sql");
  private static final String PUT = Sql.load(PostgresTokenVault.class, "put_if_newer.sql");
  private static final String REMOVE = Sql.load(PostgresTokenVault.class, "remove.sql");
  private static final String RETAIN = Sql.load(PostgresTokenVault.class, "retain.sql");

  private final PostgresDatabase database;

  /** The tokens in this database. */
  public PostgresTokenVault(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<SealedToken> find(Installation installation, Instant now) {
    return database.read(handle ->
        query(handle, FIND, installation)
            .map((row, context) ->
                new SealedToken(
                    row.getString("sealed"),
                    Instant.ofEpochMilli(row.getLong("issued")),
                    Instant.ofEpochMilli(row.getLong("ends"))))
            .findOne());
  }

  @Override
  public boolean putIfNewer(Installation installation, SealedToken token, Instant now) {
    return database.write(handle ->
        query(handle, PUT, installation)
            .bind("sealed", token.text())
            .bind("issued", token.issuedAt().toEpochMilli())
            .bind("ends", token.expiresAt().toEpochMilli())
            .mapTo(Boolean.class)
            .one());
  }

  @Override
  public boolean remove(Installation installation, SealedToken token) {
    return removed(installation, token.text()) == 1;
  }

  @Override
  public void remove(Installation installation) {
    removed(installation, "");
  }

  @Override
  public int retain(Installation any, Set<Long> ids) {
    return database.write(handle ->
        handle
            .createQuery(RETAIN)
            .bind("host", any.host())
            .bind("app", any.app())
            .bind("stays", ids.stream().mapToLong(Long::longValue).toArray())
            .mapTo(Integer.class)
            .one());
  }

  private int removed(Installation installation, String sealed) {
    return database.write(handle ->
        query(handle, REMOVE, installation).bind("sealed", sealed).mapTo(Integer.class).one());
  }

  private static Query query(Handle handle, String sql, Installation installation) {
    return handle
        .createQuery(sql)
        .bind("host", installation.host())
        .bind("app", installation.app())
        .bind("installation", installation.id());
  }
}
