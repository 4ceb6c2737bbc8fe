package dev.headgate.worker.crash;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.queue.PostgresTaskQueue;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class PostgresCrashTest implements CrashContract {
  private final OwnPostgres postgres = RealPostgres.own();
  private final PostgresDatabase database = new PostgresDatabase(postgres.migrated());
  private final PostgresTaskQueue queue = new PostgresTaskQueue(database);

  @Override
  public TaskQueue queue() {
    return queue;
  }

  @Override
  public int port() {
    return postgres.port();
  }

  @Override
  public Map<String, String> store(int port) {
    return Map.of(
        "STORAGE_TYPE", "postgres",
        "DATABASE_URL", "postgres://127.0.0.1:%d/postgres".formatted(port),
        "DATABASE_USER", "postgres");
  }

  @Override
  public void restartStore() {
    postgres.kill();
    postgres.restart();
  }

  @AfterEach
  void close() {
    database.close();
    postgres.close();
  }
}
