package dev.headgate.storage.postgres.queue;

import static dev.headgate.core.queue.TaskQueueContract.HISTORY;
import static dev.headgate.core.queue.TaskQueueContract.LONGEST;
import static dev.headgate.core.queue.TaskQueueContract.freshKind;
import static dev.headgate.core.queue.TaskQueueContract.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.core.Race;
import dev.headgate.core.faults.FaultProxy;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Renewal;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The queue loses its Postgres and no task; in production's mode, by the server's clock. */
class PostgresTaskQueueOutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LEASE = Duration.ofMinutes(5);

  private static OwnPostgres server;

  private final String kind = freshKind();
  private FaultProxy proxy;
  private PostgresDatabase database;
  private TaskQueue queue;

  @BeforeAll
  static void start() {
    server = RealPostgres.own();
    server.migrated();
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @BeforeEach
  void connect() {
    proxy = FaultProxy.to(server.port());
    database =
        new PostgresDatabase(
            PostgresSettings.of(
                PostgresUrl.parse("postgres://postgres@127.0.0.1:" + proxy.port() + "/postgres")));
    queue = new PostgresTaskQueue(database);
  }

  @AfterEach
  void disconnect() {
    database.close();
    proxy.close();
  }

  private List<TaskLease> claim(int most, Duration lease) {
    return untilAnswered(
        () -> queue.claim("worker-1", Set.of(kind), most, lease, LONGEST, Instant.EPOCH));
  }

  private TaskLease claimOne() {
    List<TaskLease> leases = claim(1, LEASE);
    assertThat(leases).hasSize(1);
    return leases.get(0);
  }

  private Task found(NewTask order) {
    return untilAnswered(() -> queue.find(order.id())).orElseThrow();
  }

  private static <T> T untilAnswered(Supplier<T> call) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(StorageFailure.class)
        .until(call::get, answer -> true);
  }

  @Test
  void handingInAgainAfterALostReplyMakesOneTask() {
    NewTask order = order(kind);
    untilAnswered(() -> queue.depths(Instant.EPOCH));
    proxy.loseReplyTo("enqueue_tasks", true);

    assertThatExceptionOfType(OutcomeUnknown.class)
        .isThrownBy(() -> queue.enqueue(order, 9, Instant.EPOCH));

    assertThat(untilAnswered(() -> queue.enqueue(order, 9, Instant.EPOCH)))
        .isInstanceOf(Enqueued.Existing.class);
    assertThat(claim(9, LEASE)).hasSize(1);
  }

  @Test
  void anEndingWhoseReplyWasLostIsToldAgainAndHappensOnce() {
    NewTask order = order(kind);
    queue.enqueue(order, 9, Instant.EPOCH);
    TaskLease lease = claimOne();
    proxy.loseReplyTo("end_tasks", true);

    assertThatExceptionOfType(OutcomeUnknown.class)
        .isThrownBy(() -> queue.complete(lease, "{\"n\":1}", Instant.EPOCH));

    assertThat(found(order).state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(queue.complete(lease, "{\"n\":1}", Instant.EPOCH)).isTrue();
    assertThat(found(order).result()).isEqualTo("{\"n\":1}");
  }

  @Test
  void aHandBackWhoseReplyWasLostBurnsOneAttempt() {
    NewTask order = order(kind);
    queue.enqueue(order, 9, Instant.EPOCH);
    TaskLease lease = claimOne();
    proxy.loseReplyTo("put_back_task", true);

    assertThatExceptionOfType(OutcomeUnknown.class)
        .isThrownBy(() -> queue.retry(lease, Instant.EPOCH, "broke", Instant.EPOCH));

    assertThat(untilAnswered(() -> queue.retry(lease, Instant.EPOCH, "broke", Instant.EPOCH)))
        .isTrue();
    assertThat(found(order).attempts()).isEqualTo(1);
    assertThat(claimOne().task().attempts()).isEqualTo(1);
  }

  @Test
  void aClaimWhoseReplyWasLostIsRescuedWhenItsLeaseEnds() {
    queue.enqueue(order(kind), 9, Instant.EPOCH);
    proxy.loseReplyTo("claim_tasks", true);

    assertThatExceptionOfType(OutcomeUnknown.class)
        .isThrownBy(
            () -> queue.claim("w", Set.of(kind), 1, Duration.ofSeconds(1), LONGEST, Instant.EPOCH));

    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> untilAnswered(() -> queue.sweep(3, HISTORY, Instant.EPOCH)) > 0);
    assertThat(claimOne().task().attempts()).isEqualTo(1);
  }

  @Test
  void whatWasAcceptedOutlivesACrash() {
    List<NewTask> orders = IntStream.range(0, 60).mapToObj(i -> order(kind)).toList();
    queue.enqueueAll(orders, 100, Instant.EPOCH);
    TaskLease held = claimOne();
    TaskLease done = claimOne();
    assertThat(queue.complete(done, "{}", Instant.EPOCH)).isTrue();

    server.kill();
    assertThatExceptionOfType(StorageFailure.class)
        .isThrownBy(() -> queue.enqueue(order(kind), 100, Instant.EPOCH));
    server.restart();

    assertThat(found(orders.get(0)).state()).isNotNull();
    assertThat(queue.renew(held, LEASE, Instant.EPOCH)).isEqualTo(Renewal.HELD);
    assertThat(queue.complete(held, "{}", Instant.EPOCH)).isTrue();
    List<TaskLease> rest = claim(100, LEASE);
    assertThat(rest).hasSize(58);
    rest.forEach(lease -> assertThat(queue.complete(lease, "{}", Instant.EPOCH)).isTrue());
    assertThat(orders).allMatch(order -> found(order).state() == TaskState.SUCCEEDED);
  }

  @Test
  void nothingIsAcceptedWhileItIsAwayAndTheCallerIsTold() {
    untilAnswered(() -> queue.depths(Instant.EPOCH));
    NewTask order = order(kind);
    proxy.down();
    assertThatExceptionOfType(StorageFailure.class)
        .isThrownBy(() -> queue.enqueue(order, 9, Instant.EPOCH));
    assertThatExceptionOfType(StorageUnavailable.class)
        .isThrownBy(() -> queue.enqueue(order, 9, Instant.EPOCH));
    proxy.up();
    assertThat(untilAnswered(() -> queue.enqueue(order, 9, Instant.EPOCH)))
        .isInstanceOf(Enqueued.Accepted.class);
  }

  @Test
  void everyTaskEndsOnceWhileBackendsAreTerminated() throws Exception {
    int tasks = 120;
    List<NewTask> orders = IntStream.range(0, tasks).mapToObj(i -> order(kind)).toList();
    try (PostgresDatabase other = new PostgresDatabase(PostgresSettings.of(server.url()))) {
      Race.of(
          6,
          runner ->
              switch (runner) {
                case 0 -> terminate(other);
                case 1 -> {
                  orders.forEach(
                      order -> untilAnswered(() -> queue.enqueue(order, tasks, Instant.EPOCH)));
                  yield tasks;
                }
                default -> work(orders);
              });
    }
    assertThat(orders).allMatch(order -> found(order).state() == TaskState.SUCCEEDED);
    assertThat(untilAnswered(() -> queue.depths(Instant.EPOCH)))
        .noneMatch(depth -> depth.kind().equals(kind));
  }

  /** Leases that ended are rescued by whoever is there: a claim's answer may have been lost. */
  private int work(List<NewTask> orders) {
    int done = 0;
    while (orders.stream().anyMatch(order -> !ended(order))) {
      for (TaskLease lease : claim(7, Duration.ofSeconds(2))) {
        done += untilAnswered(() -> queue.complete(lease, "{}", Instant.EPOCH)) ? 1 : 0;
      }
      untilAnswered(() -> queue.sweep(1_000, HISTORY, Instant.EPOCH));
    }
    return done;
  }

  private boolean ended(NewTask order) {
    return untilAnswered(() -> queue.find(order.id()))
        .map(task -> task.state().ended())
        .orElse(false);
  }

  private static int terminate(PostgresDatabase other) {
    for (int i = 0; i < 8; i++) {
      other.<Integer>read(handle ->
          handle
              .select(
                  "SELECT count(pg_terminate_backend(pid)), pg_sleep(0.1) FROM"
                      + " pg_stat_activity WHERE backend_type = 'client backend'"
                      + " AND pid <> pg_backend_pid()")
              .mapTo(Integer.class)
              .one());
    }
    return 0;
  }

  @Test
  void hintsComeAgainAfterTheConnectionWasLost() {
    Semaphore hints = new Semaphore(0);
    proxy.down();
    Runnable end = queue.listen(hints::release);
    try {
      proxy.up();
      hintedByNewWork(hints);
      try (PostgresDatabase other = new PostgresDatabase(PostgresSettings.of(server.url()))) {
        terminate(other);
      }
      hintedByNewWork(hints);
    } finally {
      end.run();
    }
  }

  private void hintedByNewWork(Semaphore hints) {
    hints.drainPermits();
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StorageFailure.class)
        .until(() -> {
          queue.enqueue(order(kind), 10_000, Instant.EPOCH);
          return hints.tryAcquire(200, TimeUnit.MILLISECONDS);
        });
  }
}
