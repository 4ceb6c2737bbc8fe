package dev.headgate.storage.postgres.queue;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import dev.headgate.storage.testing.TaskQueueModelContract;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresTaskQueueTest implements TaskQueueContract, TaskQueueModelContract {
  private static PostgresDatabase database;

  @BeforeAll
  static void connect() {
    database = new PostgresDatabase(RealPostgres.shared().migrated());
  }

  @AfterAll
  static void disconnect() {
    database.close();
  }

  @Override
  public TaskQueue taskQueue() {
    return new PostgresTaskQueue(database, true);
  }

  @Override
  public ExecutorService threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }
}
