package dev.headgate.storage.redis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import dev.headgate.core.queue.TaskState;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.TaskQueueModelContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisTaskQueueTest implements TaskQueueContract, TaskQueueModelContract {
  private static final RedisConnection REDIS =
      new RedisConnection(
          RealRedis.shared()
              .settings()
              .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10)));

  @AfterAll
  static void close() {
    REDIS.close();
  }

  @Override
  public TaskQueue taskQueue() {
    return new RedisTaskQueue(REDIS, true);
  }

  @Override
  public ExecutorService threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }

  @Test
  void theServersClockDecidesWhateverTheCallersSay() {
    TaskQueue queue = new RedisTaskQueue(REDIS);
    NewTask order =
        TaskQueueContract.order(
            TaskQueueContract.freshKind(), Priority.HIGH, "a", null, NOON, Instant.MAX);
    Enqueued.Accepted accepted = (Enqueued.Accepted) queue.enqueue(order, 9, Instant.EPOCH);
    assertThat(accepted.task().state()).isEqualTo(TaskState.QUEUED);
    assertThat(accepted.task().createdAt()).isAfter(NOON);
    assertThat(queue.find(order.id())).contains(accepted.task());

    TaskLease lease = queue.claim("w", Set.of(order.kind()), 1, LEASE, LONGEST, Instant.MAX).get(0);

    assertThat(lease.until()).isAfter(NOON);
    queue.sweep(1, HISTORY, Instant.MAX);
    assertThat(queue.find(order.id()).orElseThrow().state()).isEqualTo(TaskState.RUNNING);
    assertThat(queue.complete(lease, "{}", Instant.MAX)).isTrue();
  }

  /** What a claim costs does not grow with what waits: counted in commands, not in time. */
  @Test
  void aClaimCostsTheSameHoweverManyWait() {
    try (OwnRedis server = RealRedis.own();
        RedisConnection redis = new RedisConnection(server.settings())) {
      TaskQueue queue = new RedisTaskQueue(redis, true);
      String kind = TaskQueueContract.freshKind();
      fill(queue, kind, 100);
      long few = commandsOfAClaim(server, queue, kind);
      fill(queue, kind, 20_000);
      long many = commandsOfAClaim(server, queue, kind);
      System.out.println("commands of a claim: %d of 100, %d of 20,000".formatted(few, many));
      assertThat(many).isLessThanOrEqualTo(few);
      assertThat(few).isBetween(1L, 100L);
    }
  }

  private static void fill(TaskQueue queue, String kind, int count) {
    for (int i = 0; i < count; i += 100) {
      List<NewTask> orders = new ArrayList<>();
      for (int j = 0; j < 100; j++) {
        orders.add(
            TaskQueueContract.order(
                kind, List.of(Priority.values()).get(j % 4), "caller-" + j % 7, null, null, null));
      }
      queue.enqueueAll(orders, Long.MAX_VALUE, NOON.plusMillis(i));
    }
  }

  private static long commandsOfAClaim(OwnRedis server, TaskQueue queue, String kind) {
    queue.claim("w", Set.of(kind), 1, LEASE, LONGEST, NOON.plusSeconds(60));
    server.command("CONFIG", "RESETSTAT");
    assertThat(queue.claim("w", Set.of(kind), 1, LEASE, LONGEST, NOON.plusSeconds(60))).hasSize(1);
    return server
        .command("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_"))
        .mapToLong(line -> Long.parseLong(line.replaceFirst(".*:calls=(\\d+),.*", "$1")))
        .sum();
  }
}
