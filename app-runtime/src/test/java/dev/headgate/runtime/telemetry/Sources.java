package dev.headgate.runtime.telemetry;

import com.codahale.metrics.Counter;
import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreaker;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.identity.Principal;
import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.core.protection.LoadShedder;
import dev.headgate.core.protection.SheddingPolicy;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.quota.LedgerStatus;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.spending.Spending;
import dev.headgate.runtime.protection.ProtectionFamilies;
import dev.headgate.runtime.protection.Throttles;
import dev.headgate.runtime.work.WorkTelemetry.Ending;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What metrics are read from, to be set by hand, and the metrics over it. */
final class Sources implements CircuitBreakers {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final Instant RESET = NOW.plusSeconds(1_800);
  static final QuotaKey KEY = new QuotaKey("api.github.com", Principal.user("octocat"), "core");

  final List<BreakerStatus> breakers = new ArrayList<>();
  final Map<QuotaKey, QuotaAccount> accounts = new HashMap<>();
  final List<QueueDepth> depths = new ArrayList<>();
  LedgerStatus ledger = LedgerStatus.WELL;
  final Spending spending = Spending.fresh();
  @Nullable CacheUsage usage = new CacheUsage(3, 4_096, 2, 1);

  Metrics metrics() {
    return new Metrics(
        this::statuses,
        this::usage,
        now -> accounts,
        () -> ledger,
        now -> depths,
        spending,
        () -> NOW);
  }

  void breaker(String service, BreakerStatus.State state) {
    breakers.add(new BreakerStatus(service, state, NOW));
  }

  void account(String host, String principal, long limit, long remaining) {
    accounts.put(
        new QuotaKey(host, new Principal(principal), "core"),
        new QuotaAccount(limit, remaining, RESET, 0, null));
  }

  @Override
  public CircuitBreaker breaker(String service) {
    throw new UnsupportedOperationException(service);
  }

  @Override
  public List<BreakerStatus> statuses() {
    return breakers;
  }

  /** Metrics in which something of everything has happened, so that each family has a sample. */
  Metrics ofABusyDay() {
    Metrics metrics = metrics();
    breaker("github", BreakerStatus.State.CLOSED);
    account("api.github.com", "user:octocat", 5_000, 4_999);
    depths.add(new QueueDepth("copy", Priority.HIGH, 4, 3, 2, null));
    metrics.http().started();
    metrics.http().finished("GET", "/user", 200, "ONLINE_HIT", "octocat", 1_000);
    metrics.telemetry().githubAnswered(KEY, 200, Duration.ofMillis(3));
    metrics.telemetry().githubFailed(KEY, "timeout", Duration.ofMillis(3));
    metrics.limits().decided(Rules.named("all"), true);
    metrics.limits().storeFailed(Rules.named("all"));
    metrics.limits().seen(Rules.named("all"), level());
    metrics.telemetry().serviceCalled("redis", true, Duration.ofMillis(1));
    metrics.telemetry().limited(KEY, new LimitSignal.Secondary(RESET, true));
    metrics.telemetry().queued(Priority.LOW);
    metrics.telemetry().dequeued(Priority.LOW, Duration.ofMillis(5));
    metrics.telemetry().turnedAway(Priority.LOW, "paced");
    metrics.telemetry().retried(true);
    metrics.webhooks().delivered("push", WebhookMetrics.Result.ACCEPTED);
    Task task = task("copy");
    metrics.tasks().begun(task, Duration.ofSeconds(2));
    metrics.tasks().enqueued(task.kind(), 1);
    for (Ending ending : Ending.values()) {
      metrics.tasks().ended(task, ending, Duration.ofSeconds(1));
    }
    metrics.tasks().hands(Map.of("copy", 4));
    metrics.jobs().source(() -> new JobMetrics.Jobs(Map.of("builds", 3L), 2, 10));
    metrics.jobs().rejected(JobMetrics.Rejection.CAPACITY);
    Throttles throttles = new Throttles(() -> NOW);
    throttles.of("blob_disk", 0);
    metrics.show(
        "protection",
        new ProtectionFamilies(
            new LoadShedder(SheddingPolicy.DEFAULTS), new BodyMemory(1), throttles));
    metrics.dropwizard().register("com.acme.Orders.open;shop=berlin", new Counter());
    return metrics;
  }

  /** A bucket that is half empty. */
  private static Level level() {
    long now = EpochNanos.of(NOW);
    Gcra rate = Gcra.of(Rate.perSecond(10, 10));
    return new Level(new Bucket(new BucketKey("all", "all"), rate), now + rate.window() / 2, now);
  }

  static Task task(String kind) {
    MemoryTaskQueue queue = new MemoryTaskQueue();
    TaskId id = new TaskId("t");
    queue.enqueue(
        new NewTask(id, kind, Priority.LOW, "c", "{}", null, null, null, null, "r"), 1, NOW);
    return queue.find(id).orElseThrow();
  }

  static String text(Metrics metrics) {
    return new String(metrics.scrape(null).bytes(), StandardCharsets.UTF_8);
  }

  static PrometheusText scraped(Metrics metrics) {
    return PrometheusText.parse(text(metrics));
  }

  private CacheUsage usage() {
    if (usage == null) {
      throw new IllegalStateException("the cache does not answer");
    }
    return usage;
  }
}
