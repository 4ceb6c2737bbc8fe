package dev.headgate.storage.redis.queue;

import static dev.headgate.core.queue.TaskQueueContract.HISTORY;
import static dev.headgate.core.queue.TaskQueueContract.LEASE;
import static dev.headgate.core.queue.TaskQueueContract.LONGEST;
import static dev.headgate.core.queue.TaskQueueContract.NOON;
import static dev.headgate.core.queue.TaskQueueContract.freshKind;
import static dev.headgate.core.queue.TaskQueueContract.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.faults.FaultProxy;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queue loses its Redis in every way there is, and no task. */
class RedisTaskQueueOutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final OwnRedis redis = RealRedis.durable();
  private final FaultProxy proxy = FaultProxy.to(redis.port());
  private final RedisConnection connection = connection(Duration.ofSeconds(1));
  private final TaskQueue queue = new RedisTaskQueue(connection, true);
  private final String kind = freshKind();

  private RedisConnection connection(Duration response) {
    return new RedisConnection(
        RedisSettings.of(List.of(URI.create("redis://127.0.0.1:" + proxy.port())))
            .withTimeouts(Duration.ofSeconds(1), response));
  }

  @AfterEach
  void close() {
    connection.close();
    proxy.close();
    redis.close();
  }

  private List<TaskLease> claim(TaskQueue asked, int most, Instant now) {
    return asked.claim("worker-1", Set.of(kind), most, LEASE, LONGEST, now);
  }

  private TaskLease claimOne(Instant now) {
    List<TaskLease> leases = claim(queue, 1, now);
    assertThat(leases).hasSize(1);
    return leases.get(0);
  }

  /** Redis knows the scripts afterwards. */
  private void warmUp() {
    NewTask first = order(freshKind());
    queue.enqueue(first, 1, NOON);
    Set<String> kinds = Set.of(first.kind());
    TaskLease lease = queue.claim("w", kinds, 1, LEASE, LONGEST, NOON).get(0);
    queue.retry(lease, NOON, "broke", NOON);
    lease = queue.claim("w", kinds, 1, LEASE, LONGEST, NOON).get(0);
    queue.complete(lease, "{}", NOON);
  }

  @Test
  void whatWasAcceptedOutlivesACrashOfRedis() {
    List<NewTask> orders = IntStream.range(0, 200).mapToObj(i -> order(kind)).toList();
    queue.enqueueAll(orders.subList(0, 100), 1_000, NOON);
    orders.subList(100, 200).forEach(order -> queue.enqueue(order, 1_000, NOON));
    TaskLease held = claimOne(NOON);
    TaskLease done = claimOne(NOON);
    queue.complete(done, "{\"ok\":true}", NOON);

    redis.kill();
    assertThatThrownBy(() -> queue.enqueue(order(kind), 1_000, NOON))
        .isInstanceOf(StorageFailure.class);
    assertThatThrownBy(() -> claim(queue, 1, NOON)).isInstanceOf(StorageFailure.class);
    redis.restart();

    List<TaskLease> rest = new ArrayList<>();
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StorageFailure.class)
        .until(() -> rest.addAll(claim(queue, 1_000, NOON)));
    assertThat(rest).hasSize(198);
    assertThat(queue.find(done.task().id()).orElseThrow().state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(queue.complete(held, "{}", NOON)).isTrue();
    rest.forEach(lease -> assertThat(queue.complete(lease, "{}", NOON)).isTrue());
    for (NewTask order : orders) {
      assertThat(queue.find(order.id()).orElseThrow().state()).isEqualTo(TaskState.SUCCEEDED);
    }
  }

  @Test
  void nothingIsAcceptedWhileRedisIsAwayAndTheCallerIsTold() {
    proxy.down();
    assertThatThrownBy(() -> queue.enqueue(order(kind), 9, NOON))
        .isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> queue.depths(NOON)).isInstanceOf(StorageUnavailable.class);
    proxy.up();
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StorageFailure.class)
        .until(() -> queue.depths(NOON).isEmpty());
  }

  @Test
  void handingInAgainAfterALostReplyMakesOneTask() throws InterruptedException {
    warmUp();
    NewTask order = order(kind);
    CountDownLatch lost = proxy.loseReplyTo(order.id().value(), true);

    assertThatThrownBy(() -> queue.enqueue(order, 9, NOON)).isInstanceOf(OutcomeUnknown.class);
    assertThat(lost.await(5, TimeUnit.SECONDS)).isTrue();

    assertThat(queue.enqueue(order, 9, NOON)).isInstanceOf(Enqueued.Existing.class);
    assertThat(claim(queue, 9, NOON)).hasSize(1);
  }

  @Test
  void aClaimWhoseReplyWasLostIsRescuedWhenItsLeaseEnds() throws InterruptedException {
    warmUp();
    queue.enqueue(order(kind), 9, NOON);
    CountDownLatch lost = proxy.loseReplyTo(kind, true);

    assertThatThrownBy(() -> claim(queue, 1, NOON)).isInstanceOf(OutcomeUnknown.class);
    assertThat(lost.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(claim(queue, 1, NOON)).isEmpty();
    assertThat(queue.sweep(3, HISTORY, NOON.plus(LEASE))).isEqualTo(1);

    assertThat(claimOne(NOON.plus(LEASE)).task().attempts()).isEqualTo(1);
  }

  @Test
  void anEndingWhoseReplyWasLostIsToldAgainAndHappensOnce() throws InterruptedException {
    warmUp();
    queue.enqueue(order(kind), 9, NOON);
    TaskLease first = claimOne(NOON);
    CountDownLatch lost = proxy.loseReplyTo(first.task().id().value(), false);
    assertThat(queue.retry(first, NOON, "broke", NOON)).isTrue();
    assertThat(lost.await(5, TimeUnit.SECONDS)).isTrue();

    assertThat(queue.find(first.task().id()).orElseThrow().attempts()).isEqualTo(1);
    assertThat(queue.retry(first, NOON, "broke", NOON)).isTrue();
    assertThat(queue.find(first.task().id()).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  void aResultIsKeptAlthoughTheConnectionBrokeBeforeTheAnswer() throws InterruptedException {
    warmUp();
    queue.enqueue(order(kind), 9, NOON);
    TaskLease lease = claimOne(NOON);
    CountDownLatch lost = proxy.loseReplyTo(lease.task().id().value(), true);
    assertThat(queue.complete(lease, "{\"ok\":true}", NOON)).isTrue();
    assertThat(lost.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(queue.find(lease.task().id()).orElseThrow().result()).isEqualTo("{\"ok\":true}");
  }

  @Test
  void losesNothingWhenScriptsAreFlushedAndConnectionsKilled() {
    List<NewTask> orders = IntStream.range(0, 20).mapToObj(i -> order(kind)).toList();
    Instant now = NOON;
    for (NewTask order : orders) {
      redis.command("SCRIPT", "FLUSH");
      redis.command("CLIENT", "KILL", "TYPE", "normal");
      untilAnswered(() -> queue.enqueue(order, 100, NOON));
    }
    while (orders.stream().anyMatch(order -> !succeeded(order))) {
      redis.command("CLIENT", "KILL", "TYPE", "normal");
      now = now.plus(LEASE);
      Instant then = now;
      untilAnswered(() -> queue.sweep(1_000, HISTORY, then));
      for (TaskLease lease : untilAnswered(() -> claim(queue, 5, then))) {
        redis.command("SCRIPT", "FLUSH");
        assertThat(untilAnswered(() -> queue.complete(lease, "{}", then))).isTrue();
      }
    }
  }

  private boolean succeeded(NewTask order) {
    return untilAnswered(() -> queue.find(order.id())).orElseThrow().state() == TaskState.SUCCEEDED;
  }

  private static <T> T untilAnswered(Supplier<T> call) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .ignoreExceptionsInstanceOf(StorageFailure.class)
        .until(call::get, answer -> true);
  }

  @Test
  void fencesGrowAlthoughRedisLostEverything() {
    TaskQueue real = new RedisTaskQueue(connection);
    NewTask order = order(kind);
    real.enqueue(order, 9, NOON);
    TaskLease forgotten = claim(real, 1, NOON).get(0);
    redis.command("FLUSHALL");
    real.enqueue(order, 9, NOON);
    TaskLease living = claim(real, 1, NOON).get(0);

    assertThat(living.fence()).isGreaterThan(forgotten.fence());
    assertThat(real.complete(forgotten, "{}", NOON)).isFalse();
    assertThat(real.complete(living, "{}", NOON)).isTrue();
  }

  @Test
  void whatIsThereGoesOnWhileMemoryIsFull() {
    List<NewTask> orders = IntStream.range(0, 10).mapToObj(i -> order(kind)).toList();
    queue.enqueueAll(orders, 100, NOON);
    TaskLease running = claimOne(NOON);
    redis.command("CONFIG", "SET", "maxmemory", "1");

    assertThatThrownBy(() -> queue.enqueue(order(kind), 100, NOON))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(queue.complete(running, "{}", NOON)).isTrue();
    TaskLease next = claimOne(NOON);
    assertThat(queue.snooze(next, NOON.plusSeconds(1), "busy", NOON)).isTrue();
    assertThat(queue.bury(claimOne(NOON), "gone", NOON)).isTrue();
    assertThat(queue.cancel(claimOne(NOON).task().id(), NOON)).isPresent();
    assertThat(queue.sweep(3, HISTORY, NOON.plus(LONGEST))).isPositive();
    Instant later = NOON.plus(HISTORY).plus(LONGEST).plusSeconds(1);
    assertThat(queue.sweep(3, HISTORY, later)).isPositive();
    assertThat(queue.find(running.task().id())).isEmpty();

    redis.command("CONFIG", "SET", "maxmemory", "0");
    assertThat(queue.enqueue(order(kind), 100, NOON)).isInstanceOf(Enqueued.Accepted.class);
  }

  @Test
  void hintsComeAgainAfterTheConnectionWasLost() throws InterruptedException {
    proxy.down();
    Semaphore hints = new Semaphore(0);
    Runnable end = queue.listen(hints::release);
    try {
      proxy.up();
      hintedByNewWork(hints);
      redis.command("CLIENT", "KILL", "TYPE", "pubsub");
      hintedByNewWork(hints);
      proxy.reset();
      hintedByNewWork(hints);
    } finally {
      end.run();
    }
  }

  /** The subscription may still be on its way: work comes until a hint does. */
  private void hintedByNewWork(Semaphore hints) {
    hints.drainPermits();
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StorageFailure.class)
        .until(() -> {
          queue.enqueue(order(kind), 10_000, NOON);
          return hints.tryAcquire(100, TimeUnit.MILLISECONDS);
        });
  }

  @Test
  void theLargestPayloadsComeAndGoAndFewAreTakenAtOnce() {
    try (RedisConnection patient = connection(Duration.ofSeconds(20))) {
      TaskQueue large = new RedisTaskQueue(patient, true);
      String payload = "x".repeat(NewTask.LONGEST_PAYLOAD);
      for (int i = 0; i < 3; i++) {
        NewTask any = order(kind);
        NewTask order =
            new NewTask(any.id(), kind, any.priority(), "a", payload, null, null, null, null, "r");
        assertThat(large.enqueue(order, 9, NOON)).isInstanceOf(Enqueued.Accepted.class);
      }

      List<TaskLease> first = claim(large, 3, NOON);
      List<TaskLease> second = claim(large, 3, NOON);

      assertThat(first).hasSize(1);
      assertThat(second).hasSize(1);
      Task task = first.get(0).task();
      assertThat(task.payload()).isEqualTo(payload);
    }
  }
}
