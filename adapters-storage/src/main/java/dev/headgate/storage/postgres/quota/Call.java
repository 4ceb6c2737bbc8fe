package dev.headgate.storage.postgres.quota;

import dev.headgate.core.quota.QuotaKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One statement whose arguments are given in their order; the moment comes last. */
final class Call implements AutoCloseable {
  private final PreparedStatement statement;
  private final @Nullable Long moment;
  private int given;

  Call(PreparedStatement statement, @Nullable Long moment) {
    this.statement = statement;
    this.moment = moment;
  }

  Call counter(QuotaKey key) throws SQLException {
    return value(key.host()).value(key.principal().id()).value(key.resource());
  }

  Call value(@Nullable String text) throws SQLException {
    statement.setString(++given, text);
    return this;
  }

  Call value(long number) throws SQLException {
    statement.setLong(++given, number);
    return this;
  }

  Call value(boolean flag) throws SQLException {
    statement.setBoolean(++given, flag);
    return this;
  }

  Call value(UUID id) throws SQLException {
    statement.setObject(++given, id);
    return this;
  }

  Call noNumber() throws SQLException {
    statement.setNull(++given, Types.BIGINT);
    return this;
  }

  ResultSet ask() throws SQLException {
    Call complete = moment == null ? noNumber() : value(moment);
    return complete.statement.executeQuery();
  }

  /** Asks and reads nothing. */
  boolean run() throws SQLException {
    try (ResultSet answer = ask()) {
      return answer.next();
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
