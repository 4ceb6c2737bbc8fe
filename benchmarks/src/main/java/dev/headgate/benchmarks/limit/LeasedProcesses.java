package dev.headgate.benchmarks.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.LeasedTokenBuckets;
import dev.headgate.core.limit.Rate;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.redis.limit.RedisTokenBuckets;
import dev.headgate.storage.redis.limit.RedisTokenLeases;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints how much of one limit several processes use that want more than it together, and whether
 * they were granted more than it allows. Each leases from the same Redis, three levels at a time.
 */
final class LeasedProcesses {

  private static final int PROCESSES = 4;
  private static final int THREADS = 8;
  private static final String RESULT = "granted, from, to: ";
  private static final Rate LIMIT = new Rate(20_000, Duration.ofSeconds(1), 40_000);
  private static final Rate PLENTY = new Rate(1_000_000, Duration.ofSeconds(1), 1_000_000_000);
  private static final Duration LEAD = Duration.ofSeconds(6);
  private static final Duration PAUSE = Duration.ofNanos(200_000);

  private LeasedProcesses() {}

  /** Starts the processes over this Redis for so many milliseconds and prints what they got. */
  static void run(URI url, long millis) throws Exception {
    long start = System.currentTimeMillis() + LEAD.toMillis();
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElse("java"),
                  "-Xmx128m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LeasedProcesses.class.getName(),
                  url.toString(),
                  Long.toString(start),
                  Long.toString(millis))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    }
    long granted = 0;
    long first = Long.MAX_VALUE;
    long last = 0;
    for (Process process : processes) {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String[] parts =
          output
              .lines()
              .filter(line -> line.startsWith(RESULT))
              .findFirst()
              .orElseThrow()
              .substring(RESULT.length())
              .split(" ", -1);
      granted += Long.parseLong(parts[0]);
      first = Math.min(first, Long.parseLong(parts[1]));
      last = Math.max(last, Long.parseLong(parts[2]));
    }
    // What a span of whole milliseconds allows at the most.
    double allowed = LIMIT.burst() + LIMIT.permits() * (last - first + 1) / 1_000.0;
    System.out.printf(
        "%d processes, leased: %,d granted of %,.0f that the limit allows in %,d ms: %.1f %%, %,.0f"
            + " too many%n",
        PROCESSES,
        granted,
        allowed,
        last - first,
        100 * granted / allowed,
        Math.max(0, granted - allowed));
  }

  /** One of the processes: the server, when to begin, and for how many milliseconds. */
  public static void main(String[] arguments) throws Exception {
    RedisSettings settings = RedisSettings.of(List.of(URI.create(arguments[0])));
    long start = Long.parseLong(arguments[1]);
    long end = start + Long.parseLong(arguments[2]);
    try (RedisConnection redis = new RedisConnection(settings);
        LeasedTokenBuckets leased =
            new LeasedTokenBuckets(
                new RedisTokenBuckets(redis), new RedisTokenLeases(redis), System::nanoTime);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      String team = Long.toString(ProcessHandle.current().pid());
      List<Bucket> levels =
          List.of(
              new Bucket(BucketKey.shared("leased-processes"), LIMIT),
              new Bucket(new BucketKey("team", team), PLENTY),
              new Bucket(BucketKey.shared("plenty"), PLENTY));
      leased.levels(levels, 0);
      LockSupport.parkUntil(start);
      List<Future<long[]>> shares = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        shares.add(callers.submit(() -> share(leased, levels, end)));
      }
      long granted = 0;
      long first = Long.MAX_VALUE;
      long last = 0;
      for (Future<long[]> share : shares) {
        granted += share.get()[0];
        first = Math.min(first, share.get()[1]);
        last = Math.max(last, share.get()[2]);
      }
      System.out.println(RESULT + granted + " " + first + " " + last);
    }
  }

  /** How much one thread is granted, and between which moments. */
  private static long[] share(LeasedTokenBuckets leased, List<Bucket> levels, long end) {
    long granted = 0;
    long first = System.currentTimeMillis();
    long now = first;
    while (now < end) {
      if (leased.take(levels, 1, System.nanoTime()) == 0) {
        granted++;
      } else {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      now = System.currentTimeMillis();
    }
    return new long[] {granted, first, now};
  }
}
