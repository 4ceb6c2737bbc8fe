package dev.headgate.server.event;

import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class PostgresSharedIntakeTest implements SharedIntakeContract {
  private final OwnPostgres postgres = RealPostgres.own();

  @BeforeEach
  void migrate() {
    postgres.migrated();
  }

  @AfterEach
  void close() {
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
}
