package dev.headgate.benchmarks.queue;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.redis.queue.RedisTaskQueue;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.redisson.api.redisnode.RedisNode;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.api.redisnode.RedisSingle;
import redis.embedded.RedisServer;

/**
 * Prints how many tasks a second one process claims and completes over Redis, by how many threads
 * ask and how many tasks each claims at once. The tasks do nothing and lie there before the clock
 * starts; each is completed by a call of its own. Then what a waiting task takes in memory.
 *
 * <p>The server is the one that {@code REDIS_URL} names, whose database is emptied, else an
 * embedded one with an append-only file that is synced each second.
 */
public final class RedisQueue {
  private static final List<Priority> PRIORITIES = List.of(Priority.values());
  private static final int CHUNK = 1_000;
  private static final int CALLERS = 10;
  private static final int CONNECTIONS = 64;
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private RedisQueue() {}

  /** Takes the numbers of threads, the numbers of tasks claimed at once, and the tasks. */
  public static void main(String[] arguments) throws Exception {
    int[] threads = numbers(arguments[0]);
    int[] batches = numbers(arguments[1]);
    int tasks = Integer.parseInt(arguments[2]);
    String url = System.getenv("REDIS_URL");
    if (url != null) {
      run(URI.create(url), threads, batches, tasks);
      return;
    }
    int port = freePort();
    RedisServer server =
        RedisServer.newRedisServer()
            .port(port)
            .setting("bind 127.0.0.1")
            .setting("save \"\"")
            .setting("appendonly yes")
            .setting("appendfsync everysec")
            .build();
    server.start();
    try {
      run(URI.create("redis://127.0.0.1:" + port), threads, batches, tasks);
    } finally {
      server.stop();
    }
  }

  private static void run(URI url, int[] threads, int[] batches, int tasks) throws Exception {
    RedisSettings settings =
        RedisSettings.of(List.of(url))
            .withPoolSize(CONNECTIONS)
            .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(60));
    try (RedisConnection redis = new RedisConnection(settings)) {
      redis.write(client -> client.getKeys().flushdbAsync());
      TaskQueue queue = new RedisTaskQueue(redis);
      measure(queue, 1, 100, tasks / 4);
      System.out.println("| threads | claimed at once | handed in per second | done per second |");
      System.out.println("|---:|---:|---:|---:|");
      for (int count : threads) {
        for (int batch : batches) {
          System.out.printf(
              "| %d | %d | %s |%n", count, batch, measure(queue, count, batch, tasks));
        }
      }
      size(redis, queue, tasks);
    }
  }

  private static String measure(TaskQueue queue, int threads, int batch, int tasks)
      throws Exception {
    String kind = "k" + UUID.randomUUID();
    long start = System.nanoTime();
    for (int i = 0; i < tasks; i += CHUNK) {
      queue.enqueueAll(orders(kind, Math.min(CHUNK, tasks - i)), Long.MAX_VALUE, Instant.now());
    }
    long full = System.nanoTime();
    List<Future<?>> workers = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < threads; i++) {
        workers.add(executor.submit(() -> drain(queue, kind, batch)));
      }
      for (Future<?> worker : workers) {
        worker.get(10, TimeUnit.MINUTES);
      }
    }
    long done = System.nanoTime();
    return "%,d | %,d".formatted(perSecond(tasks, full - start), perSecond(tasks, done - full));
  }

  private static void size(RedisConnection redis, TaskQueue queue, int tasks) {
    redis.write(client -> client.getKeys().flushdbAsync());
    long before = memory(redis);
    for (int i = 0; i < tasks; i += CHUNK) {
      queue.enqueueAll(orders("kind", Math.min(CHUNK, tasks - i)), Long.MAX_VALUE, Instant.now());
    }
    System.out.printf(
        "waiting tasks %,d: %,d bytes each%n", tasks, (memory(redis) - before) / tasks);
  }

  /** Of the data alone: buffers of the connections and of the append-only file come and go. */
  private static long memory(RedisConnection redis) {
    RedisSingle nodes = redis.client().getRedisNodes(RedisNodes.SINGLE);
    return Long.parseLong(
        nodes
            .getInstance()
            .info(RedisNode.InfoSection.MEMORY)
            .getOrDefault("used_memory_dataset", "0"));
  }

  private static List<NewTask> orders(String kind, int count) {
    List<NewTask> orders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TaskId id = new TaskId(UUID.randomUUID().toString());
      Priority priority = PRIORITIES.get(i % PRIORITIES.size());
      String caller = "caller-" + i % CALLERS;
      orders.add(new NewTask(id, kind, priority, caller, "{}", null, null, null, null, "r"));
    }
    return orders;
  }

  private static void drain(TaskQueue queue, String kind, int batch) {
    Set<String> kinds = Set.of(kind);
    List<TaskLease> leases = queue.claim("w", kinds, batch, LEASE, LONGEST, Instant.now());
    while (!leases.isEmpty()) {
      for (TaskLease lease : leases) {
        if (!queue.complete(lease, "{}", Instant.now())) {
          throw new IllegalStateException("a lease was lost (expected: held)");
        }
      }
      leases = queue.claim("w", kinds, batch, LEASE, LONGEST, Instant.now());
    }
  }

  private static long perSecond(int tasks, long nanos) {
    return Math.round(tasks * 1e9 / nanos);
  }

  private static int[] numbers(String text) {
    return Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
