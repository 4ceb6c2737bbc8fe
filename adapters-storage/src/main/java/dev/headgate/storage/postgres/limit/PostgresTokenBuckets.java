package dev.headgate.storage.postgres.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

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
 * <p><b>Cost.</b> One round trip, and on the server one lock, one look-up and one update in place
 * for each bucket; a refusal writes nothing. Decisions that share a bucket take their turns on the
 * server. A bucket is about 100 bytes on disk, and gone some time after it is full again, see
 * {@link BucketSweep}.
 *
 * <p><b>Failures.</b> Nothing is sent twice. {@link StorageUnavailable}: no bucket was charged;
 * {@link OutcomeUnknown}: they may have been.
 *
 * <p>Thread-safe.
 */
public final class PostgresTokenBuckets implements TokenBuckets {

  private static final String ACQUIRE = Sql.load(PostgresTokenBuckets.class, "acquire.sql");
  private static final String LEVELS = Sql.load(PostgresTokenBuckets.class, "levels.sql");
  private static final String FORGET = Sql.load(PostgresTokenBuckets.class, "forget.sql");

  private final PostgresDatabase database;
  private final boolean callersTime;

  /** The buckets of this database. */
  public PostgresTokenBuckets(PostgresDatabase database) {
    this(database, false);
  }

  /** With the callers' time, as the contract's tests need it; never in production. */
  PostgresTokenBuckets(PostgresDatabase database, boolean callersTime) {
    this.database = database;
    this.callersTime = callersTime;
  }

  @Override
  public Decision acquire(List<Bucket> buckets, long permits, long now) {
    TokenBuckets.check(buckets, permits);
    Request request = new Request(buckets);
    Outcome outcome = database.write(handle -> ask(handle.getConnection(), request, permits, now));
    List<Level> levels = outcome.levels(buckets);
    return outcome.granted() ? granted(levels) : refused(levels, permits);
  }

  @Override
  public List<Level> levels(List<Bucket> buckets, long now) {
    TokenBuckets.check(buckets, 1);
    Request request = new Request(buckets);
    return database
        .<Outcome>read(handle -> look(handle.getConnection(), request, now))
        .levels(buckets);
  }

  @Override
  public void forget(BucketKey key) {
    RowKey row = RowKey.of(key);
    database.<Integer>write(handle -> handle.execute(FORGET, row.high(), row.low()));
  }

  private Outcome ask(Connection connection, Request request, long permits, long now)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ACQUIRE)) {
      statement.setObject(1, request.highs());
      statement.setObject(2, request.lows());
      statement.setObject(3, request.intervals());
      statement.setObject(4, request.bursts());
      statement.setLong(5, permits);
      setTime(statement, 6, now);
      return answer(statement, request);
    }
  }

  private Outcome look(Connection connection, Request request, long now) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LEVELS)) {
      statement.setObject(1, request.highs());
      statement.setObject(2, request.lows());
      setTime(statement, 3, now);
      return answer(statement, request);
    }
  }

  private void setTime(PreparedStatement statement, int index, long now) throws SQLException {
    if (callersTime) {
      statement.setLong(index, now);
    } else {
      statement.setNull(index, Types.BIGINT);
    }
  }

  private static Outcome answer(PreparedStatement statement, Request request) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      Long[] tats = (Long[]) row.getArray("tats").getArray();
      return new Outcome(
          row.getBoolean("granted"), row.getLong("decided_at"), request.asAsked(tats));
    }
  }

  private static Decision granted(List<Level> levels) {
    Level tightest = levels.get(0);
    for (Level level : levels) {
      if (level.remaining() < tightest.remaining()) {
        tightest = level;
      }
    }
    return new Decision.Granted(tightest);
  }

  private static Decision refused(List<Level> levels, long permits) {
    List<String> violated = new ArrayList<>();
    Level tightest = levels.get(0);
    long longest = 0;
    for (Level level : levels) {
      long delay = level.bucket().rule().delay(level.tat(), permits, level.now());
      if (delay > 0) {
        violated.add(level.policy());
      }
      if (delay > longest) {
        longest = delay;
        tightest = level;
      }
    }
    return new Decision.Refused(tightest, longest, violated);
  }

  /** The server's answer, its buckets in the order in which they were asked for. */
  @SuppressWarnings("ArrayRecordComponent") // Lives for one call and is never compared.
  private record Outcome(boolean granted, long decidedAt, long[] tats) {

    List<Level> levels(List<Bucket> buckets) {
      List<Level> levels = new ArrayList<>(tats.length);
      for (int i = 0; i < tats.length; i++) {
        levels.add(new Level(buckets.get(i), tats[i], decidedAt));
      }
      return levels;
    }
  }
}
