package dev.headgate.storage.postgres.slot;

import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Counting leases that all processes of one database share.
 *
 * <p><b>Time.</b> The database's clock decides; the callers' is not looked at.
 *
 * <p><b>Bound.</b> As the port says, over all processes. Leases are in the database's log: they
 * survive a crash, and a failover as far as the replica had received them.
 *
 * <p><b>Cost.</b> One round trip. Calls that share a pool take their turns on the server, each for
 * as long as the log takes to reach the disk.
 *
 * <p><b>Failures.</b> Nothing is sent twice. After an {@link OutcomeUnknown} every call can be
 * repeated, as the port says.
 *
 * <p>Thread-safe.
 */
public final class PostgresSlots implements Slots {

  private static final String ACQUIRE = Sql.load(PostgresSlots.class, "acquire.sql");
  private static final String RENEW = Sql.load(PostgresSlots.class, "renew.sql");
  private static final String RELEASE = Sql.load(PostgresSlots.class, "release.sql");
  private static final String HOLDERS = Sql.load(PostgresSlots.class, "holders.sql");
  private static final String OCCUPIED = Sql.load(PostgresSlots.class, "occupied.sql");

  /** Longer leases are as good as endless, and sums with them must not overflow. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final PostgresDatabase database;
  private final boolean callersTime;

  /** The places in this database. */
  public PostgresSlots(PostgresDatabase database) {
    this(database, false);
  }

  /** With the callers' time, as the contract's tests need it; never in production. */
  PostgresSlots(PostgresDatabase database, boolean callersTime) {
    this.database = database;
    this.callersTime = callersTime;
  }

  @Override
  public SlotDecision acquire(String holder, List<SlotPool> pools, Duration lease, Instant now) {
    Slots.check(holder, pools, lease);
    List<String> names = pools.stream().map(SlotPool::name).toList();
    return database.<SlotDecision>write(handle -> {
      try (PreparedStatement statement = prepare(handle, ACQUIRE)) {
        statement.setString(1, holder);
        statement.setObject(2, array(names));
        statement.setObject(3, pools.stream().mapToLong(SlotPool::capacity).toArray());
        statement.setLong(4, nanos(lease));
        setTime(statement, 5, now);
        return decision(statement, holder, names);
      }
    });
  }

  @Override
  public boolean renew(SlotLease lease, Duration length, Instant now) {
    return database.<Boolean>write(handle -> {
      try (PreparedStatement statement = prepare(handle, RENEW)) {
        setLease(statement, lease);
        statement.setLong(4, nanos(length));
        setTime(statement, 5, now);
        ResultSet row = statement.executeQuery();
        row.next();
        return row.getBoolean(1);
      }
    });
  }

  @Override
  public void release(SlotLease lease) {
    database.<Boolean>write(handle -> {
      try (PreparedStatement statement = prepare(handle, RELEASE)) {
        setLease(statement, lease);
        return statement.execute();
      }
    });
  }

  @Override
  public List<SlotLease> holders(String pool, int limit, Instant now) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit: %d (expected: 0 or more)".formatted(limit));
    }
    return database.<List<SlotLease>>read(handle -> {
      try (PreparedStatement statement = prepare(handle, HOLDERS)) {
        statement.setString(1, pool);
        setTime(statement, 2, now);
        statement.setInt(3, limit);
        return leases(statement.executeQuery());
      }
    });
  }

  @Override
  public long occupied(String pool, Instant now) {
    return database.<Long>read(handle ->
        handle
            .createQuery(OCCUPIED)
            .bind("pool", pool)
            .bind("moment", callersTime ? Long.valueOf(EpochNanos.of(now)) : null)
            .mapTo(Long.class)
            .one());
  }

  private static PreparedStatement prepare(Handle handle, String sql) throws SQLException {
    return handle.getConnection().prepareStatement(sql);
  }

  private static SlotDecision decision(
      PreparedStatement statement, String holder, List<String> names) throws SQLException {
    ResultSet row = statement.executeQuery();
    row.next();
    List<String> full = strings(row, "full_pools");
    if (full.isEmpty()) {
      Instant until = EpochNanos.toInstant(row.getLong("until"));
      return new SlotDecision.Taken(new SlotLease(holder, row.getLong("fence"), names, until));
    }
    long freeAt = row.getLong("free_at");
    return new SlotDecision.Full(
        full, freeAt == Long.MAX_VALUE ? Instant.MAX : EpochNanos.toInstant(freeAt));
  }

  private static List<SlotLease> leases(ResultSet rows) throws SQLException {
    List<SlotLease> leases = new ArrayList<>();
    while (rows.next()) {
      leases.add(
          new SlotLease(
              rows.getString("holder"),
              rows.getLong("fence"),
              strings(rows, "pools"),
              EpochNanos.toInstant(rows.getLong("until"))));
    }
    return List.copyOf(leases);
  }

  private static void setLease(PreparedStatement statement, SlotLease lease) throws SQLException {
    statement.setString(1, lease.holder());
    statement.setLong(2, lease.fence());
    statement.setObject(3, array(lease.pools()));
  }

  private void setTime(PreparedStatement statement, int index, Instant now) throws SQLException {
    if (callersTime) {
      statement.setLong(index, EpochNanos.of(now));
    } else {
      statement.setNull(index, Types.BIGINT);
    }
  }

  private static String[] array(List<String> values) {
    return values.toArray(new String[0]);
  }

  private static List<String> strings(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }

  private static long nanos(Duration lease) {
    return lease.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : lease.toNanos();
  }
}
