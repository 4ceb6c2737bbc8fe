package dev.headgate.storage.postgres.quota;

import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.Reservation;
import dev.headgate.core.quota.StoreClock;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledger that all processes of one database share.
 *
 * <p><b>Time.</b> The database's clock decides, in milliseconds. Pauses and holds are counted from
 * there, so a process whose clock is wrong decides like the others.
 *
 * <p><b>Keeping.</b> Accounts and reservations are in unlogged tables: a reservation waits for no
 * disk, an orderly restart keeps them, a crash of the server or a failover to a replica forgets
 * them, and GitHub's next answers teach them anew. Pauses are logged and survive both.
 *
 * <p><b>Cost.</b> One round trip for each call. Calls on the counters of one principal take their
 * turns on the server. What is idle is deleted whenever all accounts are listed.
 *
 * <p><b>Failures.</b> Nothing is sent twice. {@link StorageUnavailable}: nothing was changed;
 * {@link OutcomeUnknown}: it may have been, and the call may be repeated.
 *
 * <p>Thread-safe.
 */
public final class PostgresQuotaLedger implements QuotaLedger {
  private static final String RESERVE = Sql.load(PostgresQuotaLedger.class, "reserve.sql");
  private static final String SETTLE = Sql.load(PostgresQuotaLedger.class, "settle.sql");
  private static final String PAUSE = Sql.load(PostgresQuotaLedger.class, "pause.sql");
  private static final String EXHAUST = Sql.load(PostgresQuotaLedger.class, "exhaust.sql");
  private static final String ACCOUNT = Sql.load(PostgresQuotaLedger.class, "account.sql");
  private static final String ACCOUNTS = Sql.load(PostgresQuotaLedger.class, "accounts.sql");

  private static final long GRACE = QuotaAccount.GRACE.toMillis();
  private static final long TOLERANCE = QuotaAccount.TOLERANCE.toMillis();

  private final PostgresDatabase database;
  private final int maxListed;
  private final boolean callersTime;

  /** The ledger of this database, whose schema must be there. */
  public PostgresQuotaLedger(PostgresDatabase database, PostgresQuotaSettings settings) {
    this(database, settings, false);
  }

  /** With the callers' time, as the contract's tests need it; never in production. */
  PostgresQuotaLedger(
      PostgresDatabase database, PostgresQuotaSettings settings, boolean callersTime) {
    this.database = database;
    this.maxListed = settings.maxListed();
    this.callersTime = callersTime;
  }

  @Override
  public Reservation reserve(QuotaKey key, Demand demand, Instant now) {
    return database.write(handle -> reserve(handle.getConnection(), key, demand, now));
  }

  @Override
  public void settle(
      Reservation reservation, long spent, @Nullable QuotaObservation seen, Instant now) {
    database.<Boolean>write(handle -> {
      try (Call call = call(handle.getConnection(), SETTLE, now)) {
        call.counter(reservation.key()).value(reservation.id()).value(spent);
        if (seen == null) {
          call.value((String) null).noNumber().noNumber().noNumber();
        } else {
          boolean unnamed = seen.resource().isEmpty();
          call.value(unnamed ? reservation.key().resource() : seen.resource())
              .value(seen.limit())
              .value(seen.remaining())
              .value(seen.reset().toEpochMilli());
        }
        return call.value(TOLERANCE).value(GRACE).run();
      }
    });
  }

  @Override
  public void pause(QuotaKey key, Instant until, Instant now) {
    long span = StoreClock.millis(Duration.between(now, until));
    database.<Boolean>write(handle -> {
      try (Call call = call(handle.getConnection(), PAUSE, now)) {
        return call.counter(key).value(span).value(GRACE).run();
      }
    });
  }

  @Override
  public void exhaust(QuotaKey key, Instant until, Instant now) {
    database.<Boolean>write(handle -> {
      try (Call call = call(handle.getConnection(), EXHAUST, now)) {
        return call.counter(key).value(until.toEpochMilli()).value(GRACE).run();
      }
    });
  }

  @Override
  public QuotaAccount account(QuotaKey key, Instant now) {
    return database.write(handle -> {
      try (Call call = call(handle.getConnection(), ACCOUNT, now);
          ResultSet row = call.counter(key).value(GRACE).ask()) {
        row.next();
        return Row.clock(row, now).account(Row.account(row));
      }
    });
  }

  @Override
  public Map<QuotaKey, QuotaAccount> accounts(Instant now) {
    return database.write(handle -> {
      try (Call call = call(handle.getConnection(), ACCOUNTS, now);
          ResultSet row = call.value(maxListed).value(GRACE).ask()) {
        Map<QuotaKey, QuotaAccount> known = new HashMap<>();
        while (row.next()) {
          known.put(Row.key(row), Row.clock(row, now).account(Row.account(row)));
        }
        known.values().removeIf(account -> account.idle(now));
        return Map.copyOf(known);
      }
    });
  }

  private Reservation reserve(Connection connection, QuotaKey key, Demand demand, Instant now)
      throws SQLException {
    try (Call call = call(connection, RESERVE, now)) {
      call.counter(key)
          .value(demand.id())
          .value(demand.points())
          .value(demand.floor())
          .value(StoreClock.millis(demand.hold()))
          .value(demand.owed())
          .value(GRACE);
      try (ResultSet row = call.ask()) {
        row.next();
        return Row.clock(row, now).answer(key, demand, row.getBoolean("granted"), Row.account(row));
      }
    }
  }

  /** A call whose last argument is the moment: none in production. */
  private Call call(Connection connection, String sql, Instant now) throws SQLException {
    return new Call(connection.prepareStatement(sql), callersTime ? now.toEpochMilli() : null);
  }
}
