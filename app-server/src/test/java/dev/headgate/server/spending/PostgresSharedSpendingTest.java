package dev.headgate.server.spending;

import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class PostgresSharedSpendingTest implements SharedSpendingContract {
  private final OwnPostgres postgres = RealPostgres.own();

  @AfterEach
  void stop() {
    postgres.close();
  }

  @Override
  public Map<String, String> store() {
    return Map.of(
        "QUOTA_STORE",
        "postgres",
        "DATABASE_URL",
        "postgres://postgres@127.0.0.1:%d/postgres".formatted(postgres.port()));
  }

  @Override
  public void kill() {
    postgres.kill();
  }
}
