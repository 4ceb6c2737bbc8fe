package dev.headgate.storage.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import dev.headgate.storage.testing.TaskQueueModelContract;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

  @Test
  void theLargestPayloadsComeAndGoAndFewAreTakenAtOnce() {
    String kind = TaskQueueContract.freshKind();
    String payload = "x".repeat(NewTask.LONGEST_PAYLOAD);
    try (PostgresDatabase patient =
        new PostgresDatabase(
            database
                .settings()
                .withTimeouts(
                    Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(61)))) {
      TaskQueue queue = new PostgresTaskQueue(patient, true);
      for (int i = 0; i < 2; i++) {
        TaskId id = new TaskId(UUID.randomUUID().toString());
        NewTask order =
            new NewTask(id, kind, Priority.NORMAL, "a", payload, null, null, null, null, "r");
        assertThat(queue.enqueue(order, 9, NOON)).isInstanceOf(Enqueued.Accepted.class);
      }

      List<TaskLease> first = queue.claim("w", Set.of(kind), 2, LEASE, LONGEST, NOON);
      List<TaskLease> second = queue.claim("w", Set.of(kind), 2, LEASE, LONGEST, NOON);

      assertThat(first).hasSize(1);
      assertThat(second).hasSize(1);
      assertThat(first.get(0).task().payload()).isEqualTo(payload);
    }
  }

  @Test
  void aNulIsKeptAsTheReplacementCharacter() {
    NewTask any = TaskQueueContract.order(TaskQueueContract.freshKind());
    NewTask order =
        new NewTask(
            any.id(), any.kind(), any.priority(), "a\0b", "\0", "k\0", null, null, null, "r");
    Enqueued.Accepted accepted = (Enqueued.Accepted) taskQueue().enqueue(order, 9, NOON);
    assertThat(accepted.task().caller()).isEqualTo("a\uFFFDb");
    assertThat(taskQueue().find(order.id())).contains(accepted.task());
  }

  @Test
  void severalOfDifferentKindsAreRefused() {
    List<NewTask> orders = List.of(TaskQueueContract.order("one"), TaskQueueContract.order("two"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> taskQueue().enqueueAll(orders, 9, NOON))
        .withMessageContaining("expected: of one kind");
  }
}
