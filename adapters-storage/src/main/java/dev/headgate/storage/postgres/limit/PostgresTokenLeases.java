package dev.headgate.storage.postgres.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.Lease;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Leases of permits from the buckets of {@link PostgresTokenBuckets}, by the database's clock.
 *
 * <p>What is said there of time, of a crash, and of failures holds here. After a crash a lease that
 * is out may still be spent, beside the one burst more.
 *
 * <p>Thread-safe.
 */
public final class PostgresTokenLeases implements TokenLeases {

  private static final String TAKE = Sql.load(PostgresTokenLeases.class, "take_up_to.sql");
  private static final String GIVE_BACK = Sql.load(PostgresTokenLeases.class, "give_back.sql");

  private final PostgresDatabase database;
  private final boolean callersTime;

  /** Leases from the buckets of this database. */
  public PostgresTokenLeases(PostgresDatabase database) {
    this(database, false);
  }

  /** With the callers' time, as the contract's tests need it; never in production. */
  PostgresTokenLeases(PostgresDatabase database, boolean callersTime) {
    this.database = database;
    this.callersTime = callersTime;
  }

  @Override
  public List<Lease> takeUpTo(List<Bucket> buckets, long[] wanted, long now) {
    TokenLeases.check(buckets, wanted);
    Sorted<Bucket> sorted = new Sorted<>(buckets, RowKey.allOf(buckets));
    return database.<List<Lease>>write(handle -> take(handle, sorted, wanted, now));
  }

  @Override
  public void giveBack(List<Lease> unspent, long now) {
    if (unspent.isEmpty()) {
      return;
    }
    List<RowKey> rows = unspent.stream().map(lease -> RowKey.of(lease.bucket().key())).toList();
    Sorted<Lease> sorted = new Sorted<>(unspent, rows);
    database.<Boolean>write(handle -> give(handle, sorted, now));
  }

  private List<Lease> take(Handle handle, Sorted<Bucket> sorted, long[] wanted, long now)
      throws SQLException {
    try (PreparedStatement statement = handle.getConnection().prepareStatement(TAKE)) {
      statement.setObject(1, sorted.highs());
      statement.setObject(2, sorted.lows());
      statement.setObject(3, sorted.column(i -> sorted.item(i).rule().interval()));
      statement.setObject(4, sorted.column(i -> sorted.item(i).rule().burst()));
      statement.setObject(5, sorted.column(i -> wanted[i]));
      statement.setLong(6, TERM);
      setTime(statement, 7, now);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return leases(row, sorted);
      }
    }
  }

  private boolean give(Handle handle, Sorted<Lease> sorted, long now) throws SQLException {
    try (PreparedStatement statement = handle.getConnection().prepareStatement(GIVE_BACK)) {
      statement.setObject(1, sorted.highs());
      statement.setObject(2, sorted.lows());
      statement.setObject(3, sorted.column(i -> sorted.item(i).bucket().rule().interval()));
      statement.setObject(4, sorted.column(i -> sorted.item(i).permits()));
      statement.setObject(5, sorted.column(i -> sorted.item(i).end()));
      setTime(statement, 6, now);
      return statement.execute();
    }
  }

  private void setTime(PreparedStatement statement, int index, long now) throws SQLException {
    statement.setObject(index, callersTime ? now : null, Types.BIGINT);
  }

  private static List<Lease> leases(ResultSet row, Sorted<Bucket> sorted) throws SQLException {
    long now = row.getLong("decided_at");
    long end = row.getLong("term_end");
    long[] permits = sorted.asAsked((Long[]) row.getArray("permits").getArray());
    long[] tats = sorted.asAsked((Long[]) row.getArray("tats").getArray());
    List<Lease> leases = new ArrayList<>(permits.length);
    for (int i = 0; i < permits.length; i++) {
      leases.add(new Lease(new Level(sorted.item(i), tats[i], now), permits[i], end));
    }
    return leases;
  }
}
