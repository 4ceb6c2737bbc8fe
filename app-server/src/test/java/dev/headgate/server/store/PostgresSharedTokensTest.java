package dev.headgate.server.store;

import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresSharedTokensTest implements SharedTokensContract {
  private static OwnPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = RealPostgres.own();
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Override
  public Map<String, String> store() {
    return Map.of(
        "STORAGE_TYPE",
        "postgres",
        "DATABASE_URL",
        "postgres://postgres@127.0.0.1:%d/postgres".formatted(postgres.port()));
  }

  @Override
  public String content() {
    StringBuilder content = new StringBuilder();
    for (String table : texts("SELECT tablename FROM pg_tables WHERE schemaname = 'headgate'")) {
      texts("SELECT t::text FROM headgate.%s AS t".formatted(table))
          .forEach(row -> content.append(row).append('\n'));
    }
    return content.toString();
  }

  @Override
  public void clear() {
    texts("DROP SCHEMA IF EXISTS headgate CASCADE");
    postgres.migrated();
  }

  private static List<String> texts(String sql) {
    String url = "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.port());
    List<String> texts = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            texts.add(String.valueOf(rows.getString(1)));
          }
        }
      }
      return texts;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
