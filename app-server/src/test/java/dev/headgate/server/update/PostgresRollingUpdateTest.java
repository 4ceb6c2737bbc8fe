package dev.headgate.server.update;

import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class PostgresRollingUpdateTest implements RollingUpdateContract {
  private final OwnPostgres postgres = RealPostgres.own();

  @Override
  public Map<String, String> store() {
    return Map.of(
        "STORAGE_TYPE", "postgres",
        "DATABASE_URL", "postgres://127.0.0.1:%d/postgres".formatted(postgres.port()),
        "DATABASE_USER", "postgres",
        "DATABASE_POOL_SIZE", "4");
  }

  @AfterEach
  void close() {
    postgres.close();
  }
}
