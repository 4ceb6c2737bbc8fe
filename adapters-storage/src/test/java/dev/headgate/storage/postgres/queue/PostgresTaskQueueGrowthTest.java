package dev.headgate.storage.postgres.queue;

import static dev.headgate.core.queue.TaskQueueContract.LEASE;
import static dev.headgate.core.queue.TaskQueueContract.LONGEST;
import static dev.headgate.core.queue.TaskQueueContract.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of the tables and of a claim as tasks pass through. {@value #SOAK} names how many
 * do; a million take some minutes.
 */
class PostgresTaskQueueGrowthTest {
  /** A system property. */
  static final String SOAK = "headgate.soak.tasks";

  private static final int TASKS = Integer.getInteger(SOAK, 10_000);
  private static final int BATCHES = 5;
  private static final int CHUNK = 1_000;
  private static final Duration NO_HISTORY = Duration.ofNanos(1);

  private final String kind = TaskQueueContract.freshKind();
  private PostgresDatabase database;
  private TaskQueue queue;

  @BeforeEach
  void connect() {
    // A vacuum of a soak takes longer than a call may.
    database =
        new PostgresDatabase(
            RealPostgres.shared()
                .migrated()
                .withTimeouts(Duration.ofSeconds(5), Duration.ofMinutes(2), Duration.ofMinutes(3)));
    queue = new PostgresTaskQueue(database);
  }

  @AfterEach
  void disconnect() {
    database.close();
  }

  private void enqueue(int tasks) {
    for (int first = 0; first < tasks; first += CHUNK) {
      List<NewTask> orders =
          IntStream.range(first, Math.min(tasks, first + CHUNK))
              .mapToObj(i -> order(kind, Priority.NORMAL, "caller-" + i % 50))
              .toList();
      assertThat(queue.enqueueAll(orders, Integer.MAX_VALUE, Instant.EPOCH))
          .allMatch(Enqueued.Accepted.class::isInstance);
    }
  }

  private List<TaskLease> claim(int most) {
    return queue.claim("w", Set.of(kind), most, LEASE, LONGEST, Instant.EPOCH);
  }

  private long number(String question) {
    return database.<Long>read(handle -> handle.select(question).mapTo(Long.class).one());
  }

  private long bytes() {
    return bytes("pg_total_relation_size");
  }

  private long bytes(String measure) {
    return number(
        "SELECT sum("
            + measure
            + "(c.oid))::bigint FROM pg_class AS c"
            + " WHERE c.relnamespace = 'headgate'::regnamespace AND c.relkind = 'r'"
            + " AND c.relname LIKE 'task%'");
  }

  private void vacuum() {
    for (String table : List.of("task", "task_state", "task_count", "task_mark", "task_lane")) {
      database.<Integer>write(handle -> handle.execute("VACUUM headgate." + table));
    }
  }

  /** Each batch finds the room of those before it; all that is left is that room. */
  @Test
  void tasksThatPassedThroughLeaveOnlyRoomForOthers() throws Exception {
    long second = 0;
    for (int batch = 1; batch <= BATCHES; batch++) {
      enqueue(TASKS / BATCHES);
      long queued = bytes();
      completeAll(TASKS / BATCHES);
      long ended = bytes();
      long indexes = bytes("pg_indexes_size");
      assertThat(number("SELECT count(*) FROM headgate.task")).isEqualTo(TASKS / BATCHES);
      int swept = 1;
      while (swept > 0) {
        swept = queue.sweep(3, NO_HISTORY, Instant.EPOCH);
      }
      vacuum();
      System.out.printf(
          "batch %d of %,d tasks: %.1f MB queued, %.1f MB ended (%.1f of it indexes),"
              + " %.1f MB after they were removed%n",
          batch, TASKS / BATCHES, queued / 1e6, ended / 1e6, indexes / 1e6, bytes() / 1e6);
      second = batch == 2 ? ended : second;
      assertThat(batch > 2 ? ended : 0).isLessThanOrEqualTo(second + second / 2);
    }
    assertThat(number("SELECT count(*) FROM headgate.task")).isZero();
    assertThat(number("SELECT count(*) FROM headgate.task_state")).isZero();
    assertThat(number("SELECT count(*) FROM headgate.task_count")).isLessThan(20);
    assertThat(number("SELECT coalesce(sum(waiting), 0)::bigint FROM headgate.task_count"))
        .isZero();
  }

  private void completeAll(int tasks) throws Exception {
    int left = tasks;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (left > 0) {
        List<Future<Boolean>> told =
            claim(200).stream()
                .map(lease -> threads.submit(() -> queue.complete(lease, "{}", Instant.EPOCH)))
                .toList();
        for (Future<Boolean> one : told) {
          assertThat(one.get()).isTrue();
        }
        left -= told.size();
      }
    }
  }

  /** Counted in pages that the server touches, which no busy machine changes. */
  @Test
  void aClaimTouchesNoMorePagesAmongManyTasksThanAmongFew() {
    enqueue(200);
    claim(10);
    long few = pagesOfAClaim();
    enqueue(TASKS);
    long many = pagesOfAClaim();
    System.out.printf(
        "pages touched by a claim of 10: %d among 200 tasks, %d among %,d%n", few, many, TASKS);
    assertThat(many).isLessThan(3 * few);
  }

  private long pagesOfAClaim() {
    String explain =
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT count(*) FROM headgate.claim_tasks("
            + "'w', ARRAY['"
            + kind
            + "'], ARRAY[0, 0, 5000000000, 30000000000], 10, 33554432, 30000000000,"
            + " 600000000000, NULL)";
    return database.<Long>transaction(handle -> {
      // The plans are made by the first call, which reads the catalog.
      handle.select(explain).mapTo(String.class).one();
      String plan = handle.select(explain).mapTo(String.class).one();
      return count(plan, "Shared Hit Blocks") + count(plan, "Shared Read Blocks");
    });
  }

  /** The outermost node's figure, which comes first and holds all below it. */
  private static long count(String plan, String name) {
    String rest = plan.substring(plan.indexOf(name) + name.length() + 2).strip();
    return Long.parseLong(rest.substring(0, rest.indexOf(',')).strip());
  }

  @Test
  void depthsAreExactAfterWorkersClaimedAtOnce() throws Exception {
    enqueue(400);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<TaskLease>>> claims =
          IntStream.range(0, 30).mapToObj(i -> threads.submit(() -> claim(5))).toList();
      int taken = 0;
      for (Future<List<TaskLease>> claim : claims) {
        taken += claim.get().size();
      }
      assertThat(taken).isEqualTo(150);
    }
    QueueDepth depth = queue.depths(Instant.EPOCH).get(0);
    assertThat(depth.queued()).isEqualTo(250);
    assertThat(depth.running()).isEqualTo(150);
    queue.sweep(3, TaskQueueContract.HISTORY, Instant.EPOCH);
    assertThat(queue.depths(Instant.EPOCH).get(0)).isEqualTo(depth);
  }
}
