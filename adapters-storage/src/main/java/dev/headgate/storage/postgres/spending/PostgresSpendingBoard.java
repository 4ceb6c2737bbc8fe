package dev.headgate.storage.postgres.spending;

import dev.headgate.core.spending.SpendingBoard;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A board that all processes of one database share; its clock decides how long a page holds. Pages
 * lie in an unlogged table, which a crash of the server empties. An exchange is one statement.
 *
 * <p>Thread-safe.
 */
public final class PostgresSpendingBoard implements SpendingBoard {
  private static final String EXCHANGE = Sql.load(PostgresSpendingBoard.class, "exchange.sql");

  private final PostgresDatabase database;

  /** The board of this database. */
  public PostgresSpendingBoard(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Map<String, String> exchange(String process, String page, Duration ttl, Instant now) {
    SpendingBoard.check(process, page, ttl);
    return database.<Map<String, String>>write(handle ->
        handle
            .createQuery(EXCHANGE)
            .bind("process", process)
            .bind("page", page)
            .bind("ttl", ttl.toMillis())
            .map((row, context) -> Map.entry(row.getString("process"), row.getString("page")))
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}
