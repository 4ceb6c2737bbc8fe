package dev.headgate.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.admission.AdmissionControl;
import dev.headgate.core.admission.GitHubGates;
import dev.headgate.core.admission.LineBounds;
import dev.headgate.core.admission.PrimaryPolicy;
import dev.headgate.core.admission.SecondaryLimits;
import dev.headgate.core.audit.AuditChain;
import dev.headgate.core.audit.AuditSettings;
import dev.headgate.core.audit.AuditWatch;
import dev.headgate.core.audit.ChainedAuditLog;
import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Content;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.gateway.GatewayPolicy;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Credential;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.github.upstream.OkHttpUpstream;
import dev.headgate.github.upstream.UpstreamSettings;
import dev.headgate.storage.memory.audit.MemoryAuditStore;
import dev.headgate.storage.memory.breaker.BreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryBreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import dev.headgate.storage.memory.cache.MemoryCacheSettings;
import dev.headgate.storage.memory.cache.MemoryResponseCache;
import dev.headgate.storage.memory.limit.MemoryLimitConfig;
import dev.headgate.storage.memory.limit.MemoryTokenBuckets;
import dev.headgate.storage.memory.quota.MemoryQuotaLedger;
import dev.headgate.storage.memory.quota.MemoryQuotaSettings;
import dev.headgate.storage.memory.slot.MemorySlots;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Four gateways over one set of stores spend one user's quota for five hours, against a simulator
 * with GitHub's documented limits armed. Everybody lives by one clock that runs up to 600 times as
 * fast; in the first window the gateways learn what there is to spend.
 */
class FiveHoursTest {
  private static final int PROCESSES = 4;
  private static final int LIMIT = 5_000;
  private static final int HOURS = 5;
  private static final Duration PATIENCE = Duration.ofHours(3);

  private final Instant began = Instant.ofEpochSecond(Instant.now().getEpochSecond());
  private final List<AdmissionControl> lines = new CopyOnWriteArrayList<>();
  private final AtomicLong pausing = new AtomicLong();
  private final HurriedTime clock = new HurriedTime(began, this::waiting);
  private final GitHubSimulator github =
      new GitHubSimulator(SimulatorOptions.DEFAULTS.withClock(clock));
  private final OkHttpUpstream client =
      new OkHttpUpstream(UpstreamSettings.DEFAULTS.withApiUrl(github.url()));
  private final QuotaLedger ledger = new MemoryQuotaLedger(MemoryQuotaSettings.DEFAULTS);
  private final LimitStore buckets =
      LimitStore.of(new MemoryTokenBuckets(MemoryLimitConfig.DEFAULTS));
  private final Slots slots = new MemorySlots();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, AtomicLong> served = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> refused = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> reasons = new ConcurrentHashMap<>();
  private final AtomicLong paths = new AtomicLong();

  private Instant now() {
    return clock.instant();
  }

  @Test
  @Timeout(300)
  void spendsEveryWindowWhollyWithoutEverBeingRefused() throws Exception {
    Instant end = began.plus(Duration.ofHours(3 + HOURS));
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      Gateway gateway = process();
      all.addAll(saturate(gateway, "bulk-many", Priority.LOW, 10, end));
      all.addAll(saturate(gateway, "bulk-few", Priority.LOW, 5, end));
      all.addAll(saturate(gateway, "reader-many", Priority.NORMAL, 5, end));
      all.addAll(saturate(gateway, "reader-few", Priority.NORMAL, 2, end));
      all.add(threads.submit(() -> nowAndThen(gateway, "pager", Priority.CRITICAL, end)));
    }
    List<Long> spent = new ArrayList<>();
    Instant reset = Instant.EPOCH;
    for (int window = 0; window <= 1 + HOURS; window++) {
      reset = nextReset(reset);
      clock.awaitUntil(reset);
      spent.add(github.stats().totalSpent());
    }
    var stats = github.stats();
    for (Future<?> one : all) {
      one.cancel(true);
    }
    clock.stop();
    threads.shutdownNow();
    System.out.printf(
        "five hours: spent %s of %d a window, served %s, not served %s,%n  GitHub refused %s, at"
            + " most %d under way%n",
        spent, LIMIT, served, reasons, stats.refused(), stats.highestConcurrency());

    assertThat(stats.refused()).isEmpty();
    assertThat(refused.get("pager")).isNull();
    assertThat(stats.highestConcurrency()).isLessThanOrEqualTo(100);
    long inFiveHours = spent.getLast() - spent.get(1);
    assertThat(inFiveHours).isGreaterThanOrEqualTo(98L * HOURS * LIMIT / 100);
    assertThat(served("pager")).isGreaterThan(500);
    assertFair("bulk-many", "bulk-few");
    assertFair("reader-many", "reader-few");
    client.close();
    github.close();
  }

  /** The end of the window that follows the one that ended then. */
  private Instant nextReset(Instant last) throws InterruptedException {
    while (true) {
      for (QuotaAccount account : ledger.accounts(now()).values()) {
        Instant reset = account.reset();
        if (reset != null && reset.isAfter(last.plus(QuotaAccount.TOLERANCE))) {
          return reset;
        }
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private void assertFair(String one, String other) {
    long share = (served(one) + served(other)) / 2;
    assertThat(served(one)).isGreaterThan(share / 2);
    assertThat(served(other)).isGreaterThan(share / 2);
  }

  private long served(String caller) {
    return served.getOrDefault(caller, new AtomicLong()).get();
  }

  private Gateway process() {
    GitHubGates gates =
        new GitHubGates(
            ledger,
            buckets,
            slots,
            () -> PrimaryPolicy.DEFAULTS,
            // By this clock answers take far longer than they do.
            SecondaryLimits.DOCUMENTED.withCpuPercent(0),
            () -> 0.5);
    AdmissionControl line =
        new AdmissionControl(gates, LineBounds.DEFAULTS, clock.alarm(threads), clock);
    lines.add(line);
    BreakerSettings patient = new BreakerSettings(10_000, Duration.ofMinutes(1), 1);
    return new Gateway(
        client,
        new MemoryResponseCache(new MemoryCacheSettings(1 << 20, Duration.ofHours(1))),
        line,
        ledger,
        new MemoryCircuitBreakers(new MemoryBreakerSettings(Map.of(), patient)),
        new ChainedAuditLog(
            new MemoryAuditStore(), AuditChain.plain(), AuditSettings.DEFAULTS, AuditWatch.NONE),
        new Telemetry() {
          @Override
          public void githubFailed(QuotaKey key, String reason, Duration took) {
            reasons.computeIfAbsent(reason, text -> new AtomicLong()).incrementAndGet();
          }
        },
        GatewayPolicy.DEFAULTS,
        clock,
        (pause, cancellation) -> pause(pause),
        () -> 0.5);
  }

  /** How many requests wait for the clock. */
  private long waiting() {
    long waiting = pausing.get();
    for (AdmissionControl line : lines) {
      for (int depth : line.depth().values()) {
        waiting += depth;
      }
    }
    return waiting;
  }

  private void pause(Duration time) throws InterruptedException {
    pausing.incrementAndGet();
    try {
      clock.awaitUntil(now().plus(time));
    } finally {
      pausing.decrementAndGet();
    }
  }

  private List<Future<?>> saturate(
      Gateway gateway, String caller, Priority priority, int atOnce, Instant end) {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      all.add(
          threads.submit(() -> {
            while (now().isBefore(end) && !Thread.currentThread().isInterrupted()) {
              clock.work(() -> ask(gateway, caller, priority, PATIENCE));
            }
            return caller;
          }));
    }
    return all;
  }

  private String nowAndThen(Gateway gateway, String caller, Priority priority, Instant end)
      throws InterruptedException {
    while (now().isBefore(end)) {
      clock.work(() -> ask(gateway, caller, priority, Duration.ofMinutes(20)));
      clock.awaitUntil(now().plusSeconds(60));
    }
    return caller;
  }

  private void ask(Gateway gateway, String caller, Priority priority, Duration patience)
      throws InterruptedException {
    long number = paths.incrementAndGet();
    String path =
        switch ((int) (number % 4)) {
          case 0 -> "/repos/acme/widgets/issues/" + number;
          case 1 -> "/repos/acme/widgets/pulls/" + number;
          case 2 -> "/repos/acme/widget-" + number;
          default -> "/repos/acme/widgets/commits/" + Long.toHexString(number + (1L << 60));
        };
    ApiRequest request =
        new ApiRequest(
            "r" + number,
            "GET",
            Target.parse(path),
            Headers.of("Authorization", "Bearer ghp_one", "Cache-Control", "no-store"),
            null,
            Caller.unnamed(Credential.of("Bearer ghp_one")),
            caller,
            priority,
            now().plus(patience),
            patience,
            new Cancellation());
    ApiAnswer answer = gateway.answer(request);
    if (answer.content() instanceof Content.Streamed streamed) {
      try (InputStream body = streamed.bytes()) {
        body.readAllBytes();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
    int status = answer.status();
    if (status >= 400 && status != 404) {
      String why =
          status
              + (answer.content() instanceof Content.Whole whole
                  ? new String(whole.body().bytes(), StandardCharsets.UTF_8)
                  : "");
      reasons.computeIfAbsent(why, text -> new AtomicLong()).incrementAndGet();
    }
    Map<String, AtomicLong> tally = status < 400 || status == 404 ? served : refused;
    tally.computeIfAbsent(caller, name -> new AtomicLong()).incrementAndGet();
  }
}
