package dev.headgate.storage.postgres.breaker;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.breaker.BreakerReport;
import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.breaker.BreakerView;
import dev.headgate.core.breaker.Force;
import dev.headgate.core.breaker.SharedCircuit;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A board that all processes of one database share; the database's clock decides.
 *
 * <p>An exchange is one statement. Processes that speak of the same service take their turns for as
 * long as that takes on the server, well under a millisecond. Circuits and operators' decisions
 * outlast everything; votes lie in an unlogged table, which a crash of the server empties, and come
 * back with the processes' next exchange.
 *
 * <p>Thread-safe.
 */
public final class PostgresBreakerBoard implements BreakerBoard {
  private static final String EXCHANGE = Sql.load(PostgresBreakerBoard.class, "exchange.sql");
  private static final String FORCE = Sql.load(PostgresBreakerBoard.class, "force.sql");

  private final PostgresDatabase database;

  /** The board of this database. */
  public PostgresBreakerBoard(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public List<BreakerView> exchange(
      String process, List<BreakerReport> reports, Duration ttl, Instant now) {
    if (reports.isEmpty()) {
      return List.of();
    }
    return database.<List<BreakerView>>write(
        handle -> exchange(handle.getConnection(), process, reports, ttl));
  }

  @Override
  public void force(String service, Force force, Instant now) {
    database.<Integer>write(handle -> handle.execute(FORCE, service, force.code()));
  }

  private static List<BreakerView> exchange(
      Connection connection, String process, List<BreakerReport> reports, Duration ttl)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(EXCHANGE)) {
      statement.setString(1, process);
      statement.setLong(2, ttl.toMillis());
      Columns columns = new Columns(statement, reports);
      columns.set(3, "text", BreakerReport::service);
      columns.set(4, "int8", BreakerReport::version);
      columns.set(5, "int4", report -> report.vote().code());
      columns.set(6, "int4", BreakerReport::wanted);
      columns.set(7, "int4", BreakerReport::succeeded);
      columns.setOfChange(8, "int4", change -> change.state().code());
      columns.setOfChange(9, "int4", SharedCircuit::openings);
      columns.setOfChange(10, "int8", change -> change.openFor().toMillis());
      columns.setOfChange(11, "int8", change -> change.left().toMillis());
      columns.setOfChange(12, "bool", SharedCircuit::told);
      columns.setOfChange(13, "int4", SharedCircuit::probes);
      columns.setOfChange(14, "int4", SharedCircuit::successes);
      return views(statement);
    }
  }

  private static List<BreakerView> views(PreparedStatement statement) throws SQLException {
    List<BreakerView> views = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        SharedCircuit circuit =
            new SharedCircuit(
                row.getLong("version"),
                State.of(row.getInt("state")),
                row.getInt("openings"),
                Duration.ofMillis(row.getLong("open_for")),
                Duration.ofMillis(row.getLong("time_left")),
                row.getBoolean("told"),
                row.getInt("probes"),
                row.getInt("successes"));
        views.add(
            new BreakerView(
                row.getString("service"),
                circuit,
                Force.of(row.getInt("force")),
                row.getInt("healthy"),
                row.getInt("failing"),
                row.getInt("processes"),
                row.getInt("granted")));
      }
    }
    return views;
  }

  /** The reports' parts as arrays, an element per report. */
  private record Columns(PreparedStatement statement, List<BreakerReport> reports) {
    void set(int index, String type, Function<BreakerReport, @Nullable Object> part)
        throws SQLException {
      @Nullable Object[] values = reports.stream().map(part).toArray();
      statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }

    /** Parts of changes; null where a report has none. */
    void setOfChange(int index, String type, Function<SharedCircuit, Object> part)
        throws SQLException {
      set(
          index,
          type,
          report -> {
            SharedCircuit change = report.change();
            return change == null ? null : part.apply(change);
          });
    }
  }
}
