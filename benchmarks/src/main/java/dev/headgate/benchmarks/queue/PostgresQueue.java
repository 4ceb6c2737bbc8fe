package dev.headgate.benchmarks.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.storage.postgres.connection.Migrations;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import dev.headgate.storage.postgres.queue.PostgresTaskQueue;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints how many tasks a second one process claims and completes over Postgres, beside
 * db-scheduler, in turns: the same server, the same number of connections, as many tasks at once.
 * The tasks do nothing and lie there before the clock starts.
 *
 * <p>The server is the one that {@code DATABASE_URL} names, else an embedded one, with its log
 * synced to disk as in production.
 */
public final class PostgresQueue {
  private static final int CHUNK = 1_000;
  private static final int CALLERS = 10;
  private static final String TABLE =
      """
      CREATE TABLE scheduled_tasks (
        task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
        execution_time timestamptz, picked boolean NOT NULL, picked_by text,
        last_success timestamptz, last_failure timestamptz, consecutive_failures integer,
        last_heartbeat timestamptz, version bigint NOT NULL, priority smallint, state text,
        PRIMARY KEY (task_name, task_instance));
      CREATE INDEX ON scheduled_tasks (execution_time);
      CREATE INDEX ON scheduled_tasks (last_heartbeat)
      """;

  private PostgresQueue() {}

  /** Takes the numbers of hands, the connections, the rounds, and the tasks of one round. */
  public static void main(String[] arguments) throws Exception {
    int[] hands = Arrays.stream(arguments[0].split(",", -1)).mapToInt(Integer::parseInt).toArray();
    int connections = Integer.parseInt(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    int tasks = Integer.parseInt(arguments[3]);
    String url = System.getenv("DATABASE_URL");
    if (url != null) {
      run(PostgresUrl.parse(url), hands, connections, rounds, tasks);
      return;
    }
    try (EmbeddedPostgres server = embedded()) {
      String address = "postgres://postgres@127.0.0.1:" + server.getPort() + "/postgres";
      run(PostgresUrl.parse(address), hands, connections, rounds, tasks);
    }
  }

  private static EmbeddedPostgres embedded() throws IOException {
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  private static void run(PostgresUrl url, int[] hands, int connections, int rounds, int tasks)
      throws Exception {
    PostgresSettings settings = PostgresSettings.of(url).withPoolSize(connections);
    try (PostgresDatabase database = new PostgresDatabase(settings);
        Migrations migrations = new Migrations(database);
        HikariDataSource theirs = pool(settings)) {
      migrations.apply();
      execute(theirs, "DROP TABLE IF EXISTS scheduled_tasks");
      execute(theirs, TABLE);
      TaskQueue queue = new PostgresTaskQueue(database);
      System.out.println(
          "| claimed and completed | at once | per second | CPU µs each | median of |");
      System.out.println("|---|---:|---:|---:|---:|");
      ProcessHandle server = server(theirs);
      for (int count : hands) {
        Map<String, Contender> contenders = new LinkedHashMap<>();
        for (double[] shares : new double[][] {{0.5, 1}, {4, 20}}) {
          double lower = shares[0];
          double upper = shares[1];
          String batches = ", %s to %s per hand".formatted(lower, upper);
          contenders.put("ours" + batches, () -> ours(queue, theirs, count, lower, upper, tasks));
          contenders.put(
              "db-scheduler" + batches, () -> theirs(theirs, count, lower, upper, tasks));
        }
        measure(contenders, server, count, rounds, tasks);
      }
    }
  }

  private static void measure(
      Map<String, Contender> contenders, ProcessHandle server, int hands, int rounds, int tasks)
      throws Exception {
    Map<String, double[][]> figures = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Contender> contender : contenders.entrySet()) {
        Drain drain = contender.getValue().prepared();
        long cpu = cpuNanos(server);
        double rate = tasks * 1e9 / drain.nanos();
        double micros = (cpuNanos(server) - cpu) / 1e3 / tasks;
        // The round before the first warms up.
        if (round >= 0) {
          double[][] all =
              figures.computeIfAbsent(contender.getKey(), name -> new double[2][rounds]);
          all[0][round] = rate;
          all[1][round] = micros;
        }
      }
    }
    figures.forEach((name, all) -> {
      Arrays.sort(all[0]);
      Arrays.sort(all[1]);
      System.out.printf(
          "| %s | %d | %,.0f | %,.0f | %d |%n",
          name, hands, all[0][rounds / 2], all[1][rounds / 2], rounds);
    });
  }

  /** The server's first process, where it runs on this machine. */
  private static ProcessHandle server(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return ProcessHandle.of(row.getLong(1))
          .flatMap(ProcessHandle::parent)
          .orElseGet(ProcessHandle::current);
    }
  }

  /** Of this process and the server's. */
  private static long cpuNanos(ProcessHandle server) {
    return Stream.concat(Stream.of(ProcessHandle.current()), server.descendants())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToLong(Duration::toNanos)
        .sum();
  }

  private static Drain ours(
      TaskQueue queue, HikariDataSource pool, int hands, double lower, double upper, int tasks)
      throws Exception {
    String kind = "k" + UUID.randomUUID();
    for (int first = 0; first < tasks; first += CHUNK) {
      List<NewTask> chunk = new ArrayList<>();
      IntStream.range(first, Math.min(tasks, first + CHUNK))
          .forEach(number -> chunk.add(task(kind, number)));
      queue.enqueueAll(chunk, tasks, Instant.now());
    }
    execute(pool, "VACUUM ANALYZE headgate.task_state");
    return () -> {
      long start = System.nanoTime();
      new OurWorker(queue, kind, hands, lower, upper).complete(tasks);
      return System.nanoTime() - start;
    };
  }

  private static NewTask task(String kind, int number) {
    TaskId id = new TaskId(UUID.randomUUID().toString());
    String caller = "caller-" + number % CALLERS;
    return new NewTask(id, kind, Priority.NORMAL, caller, "{}", null, null, null, null, "request");
  }

  private static Drain theirs(
      HikariDataSource pool, int threads, double lower, double upper, int tasks) throws Exception {
    execute(pool, "TRUNCATE scheduled_tasks");
    execute(
        pool,
        "INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
            + " SELECT 'nothing', gen_random_uuid(), now(), false, 1 FROM generate_series(1, "
            + tasks
            + ")");
    execute(pool, "VACUUM ANALYZE scheduled_tasks");
    CountDownLatch left = new CountDownLatch(tasks);
    OneTimeTask<Void> nothing =
        Tasks.oneTime("nothing").execute((instance, context) -> left.countDown());
    Scheduler scheduler =
        Scheduler.create(pool, nothing)
            .threads(threads)
            .pollUsingLockAndFetch(lower, upper)
            .pollingInterval(Duration.ofMillis(100))
            .build();
    return () -> {
      long start = System.nanoTime();
      scheduler.start();
      left.await();
      // What was executed is removed after that; the last few are not waited for.
      long nanos = System.nanoTime() - start;
      scheduler.stop();
      return nanos;
    };
  }

  private static HikariDataSource pool(PostgresSettings settings) {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(settings.url());
    if (settings.user() != null) {
      pool.setUsername(settings.user());
    }
    if (settings.password() != null) {
      pool.setPassword(settings.password().reveal());
    }
    pool.setMaximumPoolSize(settings.poolSize());
    return new HikariDataSource(pool);
  }

  private static void execute(HikariDataSource pool, String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private interface Contender {
    Drain prepared() throws Exception;
  }

  private interface Drain {
    long nanos() throws Exception;
  }
}
