package dev.headgate.server.webhook;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.queue.PostgresTaskQueue;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresIntakeTest implements SharedIntakeContract {
  private static OwnPostgres postgres;
  private static PostgresDatabase database;
  private static TaskQueue queue;
  private static List<MirrorFixture> servers;

  @BeforeAll
  static void start() {
    postgres = RealPostgres.own();
    database = new PostgresDatabase(postgres.migrated());
    queue = new PostgresTaskQueue(database);
    servers = List.of(server(), server());
  }

  private static MirrorFixture server() {
    return MirrorFixture.start(
        "STORAGE_TYPE",
        "postgres",
        "DATABASE_URL",
        "postgres://postgres@127.0.0.1:%d/postgres".formatted(postgres.port()),
        "DATABASE_POOL_SIZE",
        "4",
        "GITHUB_WEBHOOK_SECRET",
        SECRET,
        "WEBHOOKS_MAX_WAITING",
        Integer.toString(MOST));
  }

  @AfterAll
  static void stop() {
    servers.forEach(MirrorFixture::close);
    database.close();
    postgres.close();
  }

  @Override
  public List<MirrorFixture> servers() {
    return servers;
  }

  @Override
  public TaskQueue queue() {
    return queue;
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
