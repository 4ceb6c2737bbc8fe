package dev.headgate.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.SimulatorLimits;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four servers, each a process of its own, spend one principal's quota over one Redis in real time,
 * against a simulator whose windows last a quarter of a minute instead of an hour. Everybody wants
 * more than there is. Two windows after that in which the limits are learnt, or as many as {@code
 * -Dheadgate.soak=5} says.
 */
class SpentWindowsTest {
  private static final int PROCESSES = 4;
  private static final int LIMIT = 400;
  private static final Duration WINDOW = Duration.ofSeconds(15);
  private static final int WINDOWS = Integer.getInteger("headgate.soak", 2);
  private static final String ADMIN = "admin-token-0123456789";

  /** Who asks, how urgently, and how many at once of each process. */
  private enum Caller {
    BULK_MANY("low", 6),
    BULK_FEW("low", 3),
    READER_MANY("normal", 3),
    READER_FEW("normal", 1),
    PAGER("critical", 1);

    private final String priority;
    private final int atOnce;

    Caller(String priority, int atOnce) {
      this.priority = priority;
      this.atOnce = atOnce;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String key() {
      return "key-of-" + label() + "-0123456789";
    }
  }

  private final Map<Caller, AtomicLong> served = new ConcurrentHashMap<>();

  /** Statuses other than those of an answer. */
  private final Map<Caller, Queue<Integer>> unserved = new ConcurrentHashMap<>();

  private final AtomicLong paths = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  /** What GitHub said was used at most, by the end of the window. */
  private final NavigableMap<Long, Long> used = new ConcurrentSkipListMap<>();

  @Test
  void spendEveryWindowWhollyAndAreNeverRefused(@TempDir Path directory) throws Exception {
    SimulatorLimits limits = SimulatorLimits.DEFAULTS.withCore(LIMIT).withWindow(WINDOW);
    GitHubSimulator github = new GitHubSimulator(SimulatorOptions.DEFAULTS.withLimits(limits));
    try (OwnRedis redis = RealRedis.own();
        Fleet fleet = new Fleet(directory, PROCESSES, github, List.of(), settings(redis))) {
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      List<Future<?>> all = new ArrayList<>();
      for (int server = 0; server < PROCESSES; server++) {
        for (Caller caller : Caller.values()) {
          for (int i = 0; i < caller.atOnce; i++) {
            int to = server;
            all.add(threads.submit(() -> ask(fleet, to, caller)));
          }
        }
      }
      await()
          .atMost(WINDOW.multipliedBy(2L * (WINDOWS + 3)))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> used.size() > WINDOWS + 1);
      over.set(true);
      List<Long> spent = new ArrayList<>(used.values()).subList(1, WINDOWS + 1);
      var stats = github.stats();
      System.out.printf(
          "four processes: spent %s of %d a window, GitHub refused %s, at most %d under way%n",
          spent, LIMIT, stats.refused(), stats.highestConcurrency());
      for (Caller caller : Caller.values()) {
        System.out.printf(
            "  %s (%s, %d at once): served %d, not served %s%n",
            caller.label(),
            caller.priority,
            caller.atOnce * PROCESSES,
            served(caller),
            unserved.getOrDefault(caller, new ConcurrentLinkedQueue<>()));
      }
      all.forEach(one -> one.cancel(true));
      threads.shutdownNow();

      assertThat(stats.refused()).as(fleet.complaints()).isEmpty();
      assertThat(stats.highestConcurrency()).isLessThanOrEqualTo(100);
      assertThat(spent).allSatisfy(one -> assertThat(one).isLessThanOrEqualTo(LIMIT));
      long total = spent.stream().mapToLong(one -> one).sum();
      assertThat(total).isGreaterThanOrEqualTo(98L * WINDOWS * LIMIT / 100);
      assertThat(unserved).doesNotContainKey(Caller.PAGER);
      assertThat(served(Caller.PAGER)).isGreaterThan(8L * WINDOWS);
      assertFair(Caller.BULK_MANY, Caller.BULK_FEW);
      assertFair(Caller.READER_MANY, Caller.READER_FEW);
    }
  }

  private static Map<String, String> settings(OwnRedis redis) {
    StringBuilder keys = new StringBuilder();
    for (Caller caller : Caller.values()) {
      keys.append(keys.isEmpty() ? "" : ",").append(caller.label());
      keys.append(':').append(caller.key());
    }
    return Map.of(
        "GITHUB_STATUS_SLEEP_TIME",
        "2s",
        "STORAGE_TYPE",
        "redis",
        "REDIS_URL",
        "redis://127.0.0.1:" + redis.port(),
        "HEADGATE_ADMIN_TOKEN",
        ADMIN,
        "HEADGATE_API_KEYS",
        keys.toString(),
        "GITHUB_TOKEN",
        "ghp_everybodys",
        "REQUEST_TIMEOUT",
        "5m",
        // A busy machine answers slowly without computing for long.
        "GITHUB_CPU_PERCENT",
        "10");
  }

  private void assertFair(Caller one, Caller other) {
    long share = (served(one) + served(other)) / 2;
    assertThat(served(one)).isGreaterThan(share / 2);
    assertThat(served(other)).isGreaterThan(share / 2);
  }

  private long served(Caller caller) {
    return served.getOrDefault(caller, new AtomicLong()).get();
  }

  private Caller ask(Fleet fleet, int server, Caller caller)
      throws IOException, InterruptedException {
    while (!over.get()) {
      long number = paths.incrementAndGet();
      String path =
          switch ((int) (number % 4)) {
            case 0 -> "/repos/acme/widgets/issues/" + number;
            case 1 -> "/repos/acme/widgets/pulls/" + number;
            case 2 -> "/repos/acme/widget-" + number;
            default -> "/repos/acme/widgets/commits/" + Long.toHexString(number + (1L << 60));
          };
      HttpRequest request =
          fleet
              .to(server, path)
              .header("X-Headgate-Key", caller.key())
              .header("X-Headgate-Priority", caller.priority)
              .header("Cache-Control", "no-store")
              .build();
      HttpResponse<Void> answer = fleet.send(request);
      note(caller, answer);
      if (caller == Caller.PAGER) {
        long until = System.nanoTime() + Duration.ofMillis(500).toNanos();
        await().atMost(WINDOW).until(() -> over.get() || System.nanoTime() - until > 0);
      }
    }
    return caller;
  }

  private void note(Caller caller, HttpResponse<Void> answer) {
    int status = answer.statusCode();
    if (status != 200 && status != 404) {
      unserved.computeIfAbsent(caller, name -> new ConcurrentLinkedQueue<>()).add(status);
      return;
    }
    served.computeIfAbsent(caller, name -> new AtomicLong()).incrementAndGet();
    answer
        .headers()
        .firstValueAsLong("X-RateLimit-Reset")
        .ifPresent(reset ->
            used.merge(
                reset, answer.headers().firstValueAsLong("X-RateLimit-Used").orElse(0), Math::max));
  }
}
