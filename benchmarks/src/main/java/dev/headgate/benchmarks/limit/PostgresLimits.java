package dev.headgate.benchmarks.limit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Rate;
import dev.headgate.storage.postgres.connection.Migrations;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import dev.headgate.storage.postgres.limit.PostgresTokenBuckets;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Prints how many decisions a second Postgres makes over one hot bucket, ours with one and with
 * three levels and Bucket4j's with one, in turns; then what a million buckets take on disk.
 *
 * <p>The server is the one that {@code DATABASE_URL} names, else an embedded one, with its log
 * synced to disk as in production.
 */
public final class PostgresLimits {

  private static final int BUCKETS = 1_000_000;
  private static final Rate PLENTY = new Rate(1_000_000, Duration.ofSeconds(1), 1_000_000_000);

  private PostgresLimits() {}

  /** Takes the numbers of threads, the rounds, and the milliseconds of one round. */
  public static void main(String[] arguments) throws Exception {
    int[] threads =
        Arrays.stream(arguments[0].split(",", -1)).mapToInt(Integer::parseInt).toArray();
    int rounds = Integer.parseInt(arguments[1]);
    long millis = Long.parseLong(arguments[2]);
    String url = System.getenv("DATABASE_URL");
    if (url != null) {
      run(PostgresUrl.parse(url), threads, rounds, millis);
      return;
    }
    try (EmbeddedPostgres server = embedded()) {
      String address = "postgres://postgres@127.0.0.1:" + server.getPort() + "/postgres";
      run(PostgresUrl.parse(address), threads, rounds, millis);
    }
  }

  private static EmbeddedPostgres embedded() throws IOException {
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  private static void run(PostgresUrl url, int[] threads, int rounds, long millis)
      throws Exception {
    int most = Arrays.stream(threads).max().orElse(1);
    PostgresSettings settings = PostgresSettings.of(url).withPoolSize(Math.min(most, 32));
    try (PostgresDatabase database = new PostgresDatabase(settings);
        Migrations migrations = new Migrations(database);
        HikariDataSource theirs = pool(settings)) {
      migrations.apply();
      execute(theirs, "DROP TABLE IF EXISTS bucket");
      execute(
          theirs, "CREATE TABLE bucket (id bigint PRIMARY KEY, state bytea, expires_at bigint)");
      Map<String, LongConsumer> contenders = contenders(database, theirs);
      System.out.println("| decisions over one hot bucket | threads | per second | median of |");
      System.out.println("|---|---:|---:|---:|");
      for (int count : threads) {
        measure(contenders, count, rounds, millis);
      }
      size(database, theirs);
    }
  }

  private static Map<String, LongConsumer> contenders(
      PostgresDatabase database, HikariDataSource theirs) {
    PostgresTokenBuckets ours = new PostgresTokenBuckets(database);
    List<Bucket> one = List.of(new Bucket(BucketKey.shared("one"), PLENTY));
    Bucket global = new Bucket(BucketKey.shared("global"), PLENTY);
    Bucket team = new Bucket(BucketKey.shared("team"), PLENTY);
    BucketConfiguration configuration =
        BucketConfiguration.builder()
            .addLimit(limit ->
                limit.capacity(1_000_000_000).refillGreedy(1_000_000, Duration.ofSeconds(1)))
            .build();
    var forUpdate =
        Bucket4jPostgreSQL.selectForUpdateBasedBuilder(theirs)
            .build()
            .builder()
            .build(1L, () -> configuration);
    var advisory =
        Bucket4jPostgreSQL.advisoryLockBasedBuilder(theirs)
            .build()
            .builder()
            .build(2L, () -> configuration);
    Map<String, LongConsumer> contenders = new LinkedHashMap<>();
    contenders.put("ours, 1 level", _ -> require(ours.take(one, 1, 0) == 0));
    contenders.put(
        "ours, 3 levels",
        thread -> {
          Bucket own = new Bucket(new BucketKey("caller", Long.toString(thread)), PLENTY);
          require(ours.take(List.of(global, team, own), 1, 0) == 0);
        });
    contenders.put("Bucket4j, select for update", _ -> require(forUpdate.tryConsume(1)));
    contenders.put("Bucket4j, advisory lock", _ -> require(advisory.tryConsume(1)));
    return contenders;
  }

  private static void measure(
      Map<String, LongConsumer> contenders, int threads, int rounds, long millis) throws Exception {
    Map<String, double[]> rates = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, LongConsumer> contender : contenders.entrySet()) {
        double rate = rate(contender.getValue(), threads, millis);
        // The round before the first warms up.
        if (round >= 0) {
          rates.computeIfAbsent(contender.getKey(), name -> new double[rounds])[round] = rate;
        }
      }
    }
    rates.forEach((name, all) -> {
      Arrays.sort(all);
      System.out.printf(
          "| %s | %d | %,.0f | %d |%n", name, threads, all[all.length / 2], all.length);
    });
  }

  private static double rate(LongConsumer decision, int threads, long millis) throws Exception {
    long end = System.nanoTime() + millis * 1_000_000;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> counts =
          IntStream.range(0, threads)
              .mapToObj(thread ->
                  callers.submit(() -> {
                    long count = 0;
                    while (System.nanoTime() < end) {
                      decision.accept(thread);
                      count++;
                    }
                    return count;
                  }))
              .toList();
      long sum = 0;
      for (Future<Long> count : counts) {
        sum += count.get();
      }
      return sum * 1_000.0 / millis;
    }
  }

  /** Written as decisions leave them: in the order of their keys, which is none. */
  private static void size(PostgresDatabase database, HikariDataSource pool) throws SQLException {
    new PostgresTokenBuckets(database)
        .take(List.of(new Bucket(BucketKey.shared("x"), PLENTY)), 1, 0);
    execute(pool, "TRUNCATE headgate.token_bucket");
    execute(
        pool,
        "INSERT INTO headgate.token_bucket SELECT hashint8extended(n, 1), hashint8extended(n, 2), n"
            + " FROM generate_series(1, "
            + BUCKETS
            + ") AS n");
    long bytes =
        database.<Long>read(handle ->
            handle
                .select("SELECT pg_total_relation_size('headgate.token_bucket')")
                .mapTo(Long.class)
                .one());
    System.out.printf(
        "buckets %,d: %.1f MB on disk, %.0f bytes each%n",
        BUCKETS, bytes / 1e6, (double) bytes / BUCKETS);
    execute(pool, "TRUNCATE headgate.token_bucket");
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

  private static void require(boolean granted) {
    if (!granted) {
      throw new IllegalStateException("a decision was refused (expected: granted)");
    }
  }
}
