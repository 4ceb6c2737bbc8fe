package dev.headgate.server.store;

import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresSharedCacheTest implements SharedCacheContract {
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
        "CACHE_TYPE",
        "postgres",
        "DATABASE_URL",
        "postgres://postgres@127.0.0.1:%d/postgres".formatted(postgres.port()));
  }

  @Override
  public void kill() {
    postgres.kill();
  }

  @Override
  public void restart() {
    postgres.restart();
  }
}
