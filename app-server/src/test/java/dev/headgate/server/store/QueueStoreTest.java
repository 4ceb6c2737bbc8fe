package dev.headgate.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.plugin.Plugins;
import dev.headgate.runtime.process.ProcessModule;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.store.Storage;
import dev.headgate.runtime.store.StoreWatch;
import dev.headgate.runtime.telemetry.TelemetryModule;
import dev.headgate.runtime.tracing.TracingModule;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealPostgres;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where tasks lie, by configuration, and what becomes of them while that store is away. */
class QueueStoreTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final OwnRedis redis = RealRedis.durable();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<StoreWatch> watches = new ArrayList<>();

  @AfterEach
  void close() {
    watches.forEach(StoreWatch::close);
    executor.shutdownNow();
    redis.close();
  }

  private TaskQueue process(String... settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("REDIS_URL", "redis://127.0.0.1:" + redis.port());
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    var configuration = ConfigurationLoader.load(environment, null).configuration();
    Injector injector =
        Guice.createInjector(
            new ProcessModule(configuration, InstantSource.system(), ProcessName.fresh(Map.of())),
            new Storage(configuration),
            new TelemetryModule(),
            new TracingModule("test"),
            binder -> binder.bind(Plugins.class).toInstance(Plugins.NONE),
            binder -> binder.bind(ExecutorService.class).toInstance(executor));
    StoreWatch watch = injector.getInstance(StoreWatch.class);
    watches.add(watch);
    watch.start();
    return injector.getInstance(TaskQueue.class);
  }

  private static NewTask enqueued(TaskQueue queue) {
    NewTask order = TaskQueueContract.order(TaskQueueContract.freshKind());
    assertThat(queue.enqueue(order, 9, Instant.now())).isInstanceOf(Enqueued.Accepted.class);
    return order;
  }

  @Test
  void tasksAreSharedWhereTheirStoreIs() {
    TaskQueue one = process("QUEUE_STORE", "redis");
    TaskQueue other = process("STORAGE_TYPE", "redis");
    assertThat(other.find(enqueued(one).id())).isPresent();
  }

  @Test
  void tasksAreAProcessesOwnInMemoryWhateverElseIsShared() {
    TaskQueue one = process("STORAGE_TYPE", "redis", "QUEUE_STORE", "memory");
    TaskQueue other = process("STORAGE_TYPE", "redis");
    NewTask order = enqueued(one);
    assertThat(one.find(order.id())).isPresent();
    assertThat(other.find(order.id())).isEmpty();
  }

  @Test
  void nobodyWaitsForARedisThatIsAwayAndItsTasksAreThereWhenItIsBack() {
    TaskQueue queue = process("QUEUE_STORE", "redis");
    NewTask order = enqueued(queue);
    redis.kill();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThatThrownBy(() -> queue.enqueue(TaskQueueContract.order("k"), 9, Instant.now()))
                .isInstanceOf(StorageUnavailable.class)
                .hasMessageContaining("its circuit is open"));
    redis.restart();
    Set<String> kind = Set.of(order.kind());
    List<TaskLease> leases = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StorageFailure.class)
        .until(() -> leases.addAll(queue.claim("w", kind, 1, LEASE, LEASE, Instant.now())));
    assertThat(queue.complete(leases.get(0), "{}", Instant.now())).isTrue();
  }

  @Test
  void tasksOutliveARestartOfTheirPostgres() {
    try (OwnPostgres postgres = RealPostgres.own()) {
      String url = "postgres://postgres@127.0.0.1:" + postgres.port() + "/postgres";
      TaskQueue one = process("QUEUE_STORE", "postgres", "DATABASE_URL", url);
      TaskQueue other = process("QUEUE_STORE", "postgres", "DATABASE_URL", url);
      NewTask order = TaskQueueContract.order(TaskQueueContract.freshKind());
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(StorageFailure.class)
          .until(() -> one.enqueue(order, 9, Instant.now()), answer -> true);
      postgres.stop();
      postgres.restart();
      List<TaskLease> leases = new ArrayList<>();
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(StorageFailure.class)
          .until(() ->
              leases.addAll(
                  other.claim("w", Set.of(order.kind()), 1, LEASE, LEASE, Instant.now())));
      assertThat(other.complete(leases.get(0), "{}", Instant.now())).isTrue();
      watches.forEach(StoreWatch::close);
    }
  }
}
