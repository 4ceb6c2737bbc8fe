package dev.headgate.storage.testing;

import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.Reservation;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import dev.headgate.storage.postgres.quota.PostgresQuotaLedger;
import dev.headgate.storage.postgres.quota.PostgresQuotaSettings;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.redis.quota.RedisQuotaLedger;
import dev.headgate.storage.redis.quota.RedisQuotaSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process that spends one quota. Told {@code spend}, it spends point by point from many threads
 * until nothing is left, and prints how many points it was granted; told {@code hold}, it reserves
 * so many at once, prints them and waits to be killed.
 */
public final class QuotaSpender implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private QuotaSpender(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts one over {@code store}, as {@link #store} reads it, and waits until it is ready. */
  public static QuotaSpender start(String store, String user, int points, Duration hold) {
    try {
      Process process =
          new ProcessBuilder(
                  System.getProperty("java.home") + "/bin/java",
                  "-Xmx128m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  QuotaSpender.class.getName(),
                  store,
                  user,
                  Integer.toString(points),
                  hold.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      QuotaSpender spender = new QuotaSpender(process);
      spender.expect("ready");
      return spender;
    } catch (IOException failed) {
      throw new UncheckedIOException("a spending process", failed);
    }
  }

  /** Lets it begin. */
  public QuotaSpender tell(String word) {
    try {
      process.outputWriter(StandardCharsets.UTF_8).append(word).append('\n').flush();
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(word, failed);
    }
  }

  /** What it was granted. */
  public int granted() {
    return Integer.parseInt(expect("granted "));
  }

  /** Ends it as the kernel would. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private String expect(String start) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(start)) {
          return line.substring(start.length());
        }
      }
      throw new AssertionError("the spending process ended without saying " + start);
    } catch (IOException failed) {
      throw new UncheckedIOException(start, failed);
    }
  }

  /** The process itself: store, user, points at once, how long they are held. */
  public static void main(String[] arguments) throws Exception {
    QuotaLedger ledger = store(arguments[0]);
    QuotaKey key = new QuotaKey("api.github.com", Principal.user(arguments[1]), "core");
    long points = Long.parseLong(arguments[2]);
    Duration hold = Duration.parse(arguments[3]);
    ledger.account(key, Instant.now());
    System.out.println("ready");
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if ("hold".equals(input.readLine())) {
      Reservation reservation = ledger.reserve(key, Demand.of(points, hold), Instant.now());
      System.out.println("granted " + reservation.points());
      input.readLine();
    } else {
      System.out.println("granted " + spend(ledger, key, points, hold));
    }
    System.exit(0);
  }

  private static QuotaLedger store(String name) {
    if (name.startsWith("jdbc:")) {
      PostgresSettings settings = PostgresSettings.of(PostgresUrl.parse(name));
      return new PostgresQuotaLedger(
          new PostgresDatabase(settings.withPoolSize(8)), PostgresQuotaSettings.DEFAULTS);
    }
    URI uri = URI.create(name);
    RedisSettings settings =
        RedisSettings.of(List.of(URI.create("redis://" + uri.getAuthority())))
            .withPrefix(uri.getPath().substring(1));
    return new RedisQuotaLedger(new RedisConnection(settings), RedisQuotaSettings.DEFAULTS);
  }

  private static long spend(QuotaLedger ledger, QuotaKey key, long points, Duration hold)
      throws Exception {
    Callable<Long> spender =
        () -> {
          long granted = 0;
          while (true) {
            Instant now = Instant.now();
            Reservation reservation = ledger.reserve(key, Demand.of(points, hold), now);
            if (reservation.refusal() == null) {
              granted += points;
              ledger.settle(reservation, points, null, Instant.now());
            } else if (reservation.account().reserved() == 0) {
              return granted;
            }
          }
        };
    List<Callable<Long>> spenders = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      spenders.add(spender);
    }
    long granted = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Long> each : threads.invokeAll(spenders)) {
        granted += each.get();
      }
    }
    return granted;
  }
}
