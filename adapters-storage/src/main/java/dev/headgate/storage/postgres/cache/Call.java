package dev.headgate.storage.postgres.cache;

import dev.headgate.core.identity.Fingerprint;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** One call of a function, its arguments given in order. */
final class Call implements AutoCloseable {
  private static final int HALF = 16;

  private final PreparedStatement statement;
  private int place;

  Call(Handle handle, String sql) throws SQLException {
    statement = handle.getConnection().prepareStatement(sql);
  }

  Call value(long value) throws SQLException {
    statement.setLong(++place, value);
    return this;
  }

  Call value(String value) throws SQLException {
    statement.setString(++place, value);
    return this;
  }

  Call value(byte[] value) throws SQLException {
    statement.setBytes(++place, value);
    return this;
  }

  /** 32 hex digits. */
  Call digits(String hex) throws SQLException {
    statement.setObject(
        ++place,
        new UUID(
            Long.parseUnsignedLong(hex, 0, HALF, 16),
            Long.parseUnsignedLong(hex, HALF, 2 * HALF, 16)));
    return this;
  }

  Call value(Fingerprint identity) throws SQLException {
    return digits(identity.hex());
  }

  Call none() throws SQLException {
    statement.setNull(++place, java.sql.Types.BIGINT);
    return this;
  }

  /** The rows, which end with this call. */
  ResultSet rows() throws SQLException {
    return statement.executeQuery();
  }

  /** The only value of the only row. */
  long number() throws SQLException {
    try (ResultSet row = rows()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Whether it did something. */
  boolean done() throws SQLException {
    try (ResultSet row = rows()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
