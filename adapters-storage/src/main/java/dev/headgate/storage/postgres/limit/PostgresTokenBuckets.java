package dev.headgate.storage.postgres.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.storage.Convoy;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.thread.Threads;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Token buckets that all processes of one database share.
 *
 * <p><b>Time.</b> The database's clock decides, in microseconds; the callers' is not looked at, so
 * a process whose clock is wrong gains nothing. Where that clock goes back nothing is added.
 *
 * <p><b>Bound.</b> As the port says, over all processes together. The table is unlogged: a decision
 * writes nothing to the log and waits for no disk. A crash of the server, or a failover to a
 * replica, empties it; from each bucket at most one burst more is admitted then. An orderly restart
 * keeps everything.
 *
 * <p><b>Cost.</b> One round trip, which requests of one process that come at the same time share.
 * On the server one lock, one look-up and one update in place for each bucket; a refusal writes
 * nothing. Round trips that share a bucket take their turns. A bucket is about 115 bytes on disk,
 * and gone some time after it is full again, see {@link BucketSweep}.
 *
 * <p><b>Failures.</b> Nothing is sent twice. {@link StorageUnavailable}: no bucket was charged;
 * {@link OutcomeUnknown}: they may have been. Requests that share a round trip share its failure.
 *
 * <p>Thread-safe.
 */
public final class PostgresTokenBuckets implements TokenBuckets {

  private static final String LEVELS = Sql.load(PostgresTokenBuckets.class, "levels.sql");
  private static final String FORGET = Sql.load(PostgresTokenBuckets.class, "forget.sql");

  /** One that the server works on, and one on its way. */
  private static final int TRIPS = 2;

  /** Keeps a round trip short for those who come next. */
  private static final int SEATS = 64;

  private final PostgresDatabase database;
  private final boolean callersTime;
  private final Convoy<Ask, Answer> convoy;

  /** The buckets of this database. */
  public PostgresTokenBuckets(PostgresDatabase database) {
    this(database, false);
  }

  /** With the callers' time, as the contract's tests need it; never in production. */
  PostgresTokenBuckets(PostgresDatabase database, boolean callersTime) {
    this.database = database;
    this.callersTime = callersTime;
    this.convoy =
        new Convoy<>(
            PostgresDatabase.STORE,
            Threads.eachLight("postgres-limits"),
            TRIPS,
            SEATS,
            database.settings().acquireTimeout(),
            this::decide);
  }

  @Override
  public Decision acquire(List<Bucket> buckets, long permits, long now) {
    TokenBuckets.check(buckets, permits);
    Ask ask = Ask.of(buckets, permits, now);
    return convoy.ask(ask).decision(ask);
  }

  @Override
  public List<Level> levels(List<Bucket> buckets, long now) {
    TokenBuckets.check(buckets, 1);
    return database.<List<Level>>read(handle -> look(handle, buckets, now));
  }

  @Override
  public void forget(BucketKey key) {
    RowKey row = RowKey.of(key);
    database.<Boolean>write(handle -> {
      try (PreparedStatement statement = handle.getConnection().prepareStatement(FORGET)) {
        statement.setLong(1, row.high());
        statement.setLong(2, row.low());
        return statement.execute();
      }
    });
  }

  private List<Answer> decide(List<Ask> asks) {
    return database.<List<Answer>>write(
        handle -> new Trip(asks).run(handle.getConnection(), callersTime));
  }

  private List<Level> look(Handle handle, List<Bucket> buckets, long now) throws SQLException {
    List<RowKey> rows = RowKey.allOf(buckets);
    try (PreparedStatement statement = handle.getConnection().prepareStatement(LEVELS)) {
      statement.setObject(1, rows.stream().mapToLong(RowKey::high).toArray());
      statement.setObject(2, rows.stream().mapToLong(RowKey::low).toArray());
      statement.setObject(3, callersTime ? now : null, Types.BIGINT);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        List<Long> tats = List.of((Long[]) row.getArray("tats").getArray());
        return Answer.levels(buckets, tats, row.getLong("decided_at"));
      }
    }
  }
}
