package dev.headgate.storage.postgres.quota;

import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.StoreClock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the functions answer with. */
final class Row {
  private Row() {}

  static QuotaKey key(ResultSet row) throws SQLException {
    return new QuotaKey(
        row.getString("host"),
        new Principal(row.getString("principal")),
        row.getString("resource"));
  }

  /** All of it by the server's clock. */
  static QuotaAccount account(ResultSet row) throws SQLException {
    return new QuotaAccount(
        row.getLong("window_limit"),
        row.getLong("remaining"),
        instant(row, "reset"),
        row.getLong("reserved"),
        instant(row, "rest"));
  }

  static StoreClock clock(ResultSet row, Instant now) throws SQLException {
    return new StoreClock(now, Instant.ofEpochMilli(row.getLong("at")));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
