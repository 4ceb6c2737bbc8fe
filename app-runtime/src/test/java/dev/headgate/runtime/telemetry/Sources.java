package dev.headgate.runtime.telemetry;

import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreaker;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.identity.Principal;
import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.quota.LedgerStatus;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.spending.Spending;
import java.nio.charset.StandardCharsets;
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
