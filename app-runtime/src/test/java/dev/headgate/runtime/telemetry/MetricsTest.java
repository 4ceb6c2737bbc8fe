package dev.headgate.runtime.telemetry;

import static dev.headgate.runtime.telemetry.Sources.KEY;
import static dev.headgate.runtime.telemetry.Sources.scraped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final long MILLI = 1_000_000;

  private final Sources sources = new Sources();
  private final Metrics metrics = sources.metrics();

  @Test
  void countsRequestsByRouteAndStatus() {
    metrics.http().started();
    metrics.http().started();
    metrics.http().finished("GET", "/healthz", 200, null, "anonymous", 3 * MILLI);
    PrometheusText seen = scraped(metrics);
    String[] labels = {"method=GET", "endpoint=/healthz"};
    assertThat(seen.value("http_requests_total", "method=GET", "endpoint=/healthz", "status=200"))
        .isEqualTo(1);
    assertThat(seen.value("http_request_duration_seconds_count", labels)).isEqualTo(1);
    assertThat(seen.value("http_request_duration_seconds_sum", labels))
        .isCloseTo(0.003, within(1e-9));
    assertThat(
            seen.value(
                "http_request_duration_seconds_bucket",
                "method=GET",
                "endpoint=/healthz",
                "le=0.005"))
        .isEqualTo(1);
    assertThat(
            seen.value(
                "http_request_duration_seconds_bucket",
                "method=GET",
                "endpoint=/healthz",
                "le=0.0025"))
        .isZero();
    assertThat(seen.value("http_requests_in_progress")).isEqualTo(1);
    assertThat(seen.value("http_request_total")).isZero();
    assertThat(seen.series("request_latency_seconds_count")).isZero();
  }

  @Test
  void countsMirroredRequestsByTheNamesOfGithubMirror() {
    metrics.http().started();
    metrics.http().finished("GET", "/user", 200, "ONLINE_HIT", "octocat", 20 * MILLI);
    PrometheusText seen = scraped(metrics);
    String[] labels = {"cache=ONLINE_HIT", "method=GET", "status=200", "user=octocat"};
    assertThat(seen.value("http_request_total")).isEqualTo(1);
    assertThat(seen.value("request_latency_seconds_count", labels)).isEqualTo(1);
    assertThat(seen.value("request_latency_seconds_sum", labels)).isCloseTo(0.02, within(1e-9));
    assertThat(seen.value("http_requests_in_progress")).isZero();
  }

  @Test
  void readsTheCacheWhenSomebodyLooks() {
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("github_mirror_cache_size")).isEqualTo(4_096);
    assertThat(seen.value("github_mirror_cached_objects")).isEqualTo(3);
    assertThat(seen.value("github_mirror_cache_evictions_total")).isEqualTo(2);
  }

  @Test
  void countsEachCallToGithubOnceHoweverItEnds() {
    Telemetry told = metrics.telemetry();
    Duration took = Duration.ofMillis(40);
    told.githubAnswered(KEY, 200, took);
    told.githubAnswered(KEY, 404, took);
    told.githubAnswered(KEY, 502, took);
    told.githubFailed(KEY, "server_error", took);
    told.githubFailed(KEY, "timeout", took);
    told.githubFailed(KEY, "cancelled", took);
    told.githubFailed(KEY, "breaker_open", took);
    told.githubFailed(KEY, "a reason that nobody knows", took);
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("github_api_requests_total")).isEqualTo(6);
    assertThat(seen.value("github_api_failures_total", "reason=server_error")).isEqualTo(1);
    assertThat(seen.value("github_api_failures_total", "reason=timeout")).isEqualTo(1);
    assertThat(seen.value("github_api_failures_total", "reason=other")).isEqualTo(1);
    assertThat(seen.value("github_api_success_rate")).isCloseTo(4 / 6.0, within(1e-9));
    assertThat(seen.value("external_service_calls_total", "service=github", "status=success"))
        .isEqualTo(2);
    assertThat(seen.value("external_service_calls_total", "service=github", "status=failure"))
        .isEqualTo(4);
    assertThat(seen.value("external_service_duration_seconds_count", "service=github"))
        .isEqualTo(6);
  }

  @Test
  void succeedsWhollyBeforeTheFirstCall() {
    assertThat(scraped(metrics).value("github_api_success_rate")).isEqualTo(1);
  }

  @Test
  void givesPercentilesInMilliseconds() {
    for (int i = 1; i <= 100; i++) {
      metrics.telemetry().githubAnswered(KEY, 200, Duration.ofMillis(i));
    }
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("github_api_response_time_p50_ms")).isBetween(45.0, 55.0);
    assertThat(seen.value("github_api_response_time_p95_ms")).isBetween(93.0, 97.0);
    assertThat(seen.value("github_api_response_time_p99_ms")).isBetween(98.0, 100.0);
    assertThat(seen.value("github_api_response_time_seconds_count")).isEqualTo(100);
    assertThat(seen.value("github_api_response_time_seconds", "quantile=0.5"))
        .isBetween(0.045, 0.055);
  }

  @Test
  void countsWhatTheCoreTells() {
    Telemetry told = metrics.telemetry();
    told.quotaSaved(KEY);
    told.quotaSaved(KEY);
    told.coalesced();
    told.retried(true);
    told.retried(false);
    told.retried(false);
    told.retryWithheld();
    told.limited(KEY, new LimitSignal.Primary(Sources.RESET));
    told.limited(KEY, new LimitSignal.Secondary(Sources.RESET, true));
    told.limited(KEY, new LimitSignal.None());
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("github_api_quota_saved_total")).isEqualTo(2);
    assertThat(seen.value("github_mirror_coalesced_requests_total")).isEqualTo(1);
    assertThat(seen.value("retry_attempts_total", "success=true")).isEqualTo(1);
    assertThat(seen.value("retry_attempts_total", "success=false")).isEqualTo(2);
    assertThat(seen.value("retries_withheld_total")).isEqualTo(1);
    assertThat(seen.value("github_api_limited_total", "kind=primary")).isEqualTo(1);
    assertThat(seen.value("github_api_limited_total", "kind=secondary")).isEqualTo(1);
  }

  @Test
  void showsWhetherValidatorsAreTrusted() {
    assertThat(scraped(metrics).value("github_mirror_validators_trusted")).isEqualTo(1);
    metrics.telemetry().validatorsTrusted(false);
    assertThat(scraped(metrics).value("github_mirror_validators_trusted")).isZero();
    metrics.telemetry().validatorsTrusted(true);
    assertThat(scraped(metrics).value("github_mirror_validators_trusted")).isEqualTo(1);
  }

  @Test
  void showsEachBreakersState() {
    assertThat(scraped(metrics).value("github_api_circuit_breaker_state")).isZero();
    sources.breaker("github", State.OPEN);
    sources.breaker("redis", State.HALF_OPEN);
    sources.breaker("postgres", State.CLOSED);
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("github_api_circuit_breaker_state")).isEqualTo(2);
    assertThat(seen.value("circuit_breaker_state", "service=github")).isEqualTo(2);
    assertThat(seen.value("circuit_breaker_state", "service=redis")).isEqualTo(1);
    assertThat(seen.value("circuit_breaker_state", "service=postgres")).isZero();
  }

  @Test
  void countsDecisionsOfTheLimits() {
    metrics.limits().decided(Rules.named("all"), false);
    metrics.limits().decided(Rules.named("all"), true);
    PrometheusText seen = scraped(metrics);
    String[] labels = {"limit_type=global", "rule=all"};
    assertThat(seen.value("rate_limit_requests_total", labels)).isEqualTo(2);
    assertThat(seen.value("rate_limit_rejected_total", labels)).isEqualTo(1);
  }

  @Test
  void countsCallsToOtherServices() {
    metrics.telemetry().serviceCalled("redis", true, Duration.ofMillis(2));
    metrics.telemetry().serviceCalled("redis", false, Duration.ofMillis(2));
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("external_service_calls_total", "service=redis", "status=success"))
        .isEqualTo(1);
    assertThat(seen.value("external_service_calls_total", "service=redis", "status=failure"))
        .isEqualTo(1);
    assertThat(seen.value("external_service_duration_seconds_sum", "service=redis"))
        .isCloseTo(0.004, within(1e-9));
  }

  @Test
  void showsRunningQuotasAndNoneThatHaveEnded() {
    sources.account("api.github.com", "user:octocat", 5_000, 4_321);
    sources.accounts.put(
        KEY.forResource("search"), new QuotaAccount(30, 0, Sources.NOW.minusSeconds(60), 0, null));
    sources.accounts.put(KEY.forResource("graphql"), QuotaAccount.UNKNOWN);
    PrometheusText seen = scraped(metrics);
    String[] labels = {"principal=user:octocat", "resource=core"};
    assertThat(seen.value("github_api_rate_limit_limit", labels)).isEqualTo(5_000);
    assertThat(seen.value("github_api_rate_limit_remaining", labels)).isEqualTo(4_321);
    assertThat(seen.value("github_api_rate_limit_reset", labels))
        .isEqualTo((double) Sources.RESET.getEpochSecond());
    assertThat(seen.series("github_api_rate_limit_limit")).isEqualTo(1);
    assertThat(seen.value("github_api_rate_limit_accounts_omitted")).isZero();
  }

  @Test
  void forecastsWhenNothingWillBeLeft() {
    String[] labels = {"principal=user:octocat", "resource=core"};
    for (int look = 24; look >= 0; look--) {
      sources.account("api.github.com", "user:octocat", 5_000, 300 + 10L * look);
      sources.spending.outlook().look(sources.accounts, Sources.NOW.minusSeconds(5L * look));
    }
    assertThat(scraped(metrics).value("github_api_exhaustion_seconds", labels))
        .isCloseTo(150, within(1.0));

    sources.account("api.github.com", "user:octocat", 5_000, 0);
    assertThat(scraped(metrics).value("github_api_exhaustion_seconds", labels)).isZero();
  }

  @Test
  void saysThatAQuotaLastsWhichNobodySpends() {
    sources.account("api.github.com", "user:octocat", 5_000, 4_321);
    assertThat(
            scraped(metrics)
                .value("github_api_exhaustion_seconds", "principal=user:octocat", "resource=core"))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void writesDownWhoSpends() {
    metrics.telemetry().spent(KEY, "ci", "/user", 3, Sources.NOW);
    assertThat(sources.spending.book().spenders(Sources.NOW))
        .containsOnlyKeys(KEY)
        .allSatisfy((key, spenders) -> assertThat(spenders.points()).isEqualTo(3));
  }

  @Test
  void letsTheHostWithLessLeftSpeakForAPrincipal() {
    sources.account("api.github.com", "user:octocat", 5_000, 4_321);
    sources.account("ghe.example.com", "user:octocat", 5_000, 17);
    assertThat(
            scraped(metrics)
                .value(
                    "github_api_rate_limit_remaining", "principal=user:octocat", "resource=core"))
        .isEqualTo(17);
  }

  @Test
  void showsTheScarcestQuotasWhereThereAreTooMany() {
    for (int i = 0; i < 300; i++) {
      sources.account("api.github.com", "user:u" + i, 5_000, i);
    }
    PrometheusText seen = scraped(metrics);
    assertThat(seen.series("github_api_rate_limit_remaining")).isEqualTo(200);
    assertThat(seen.value("github_api_rate_limit_accounts_omitted")).isEqualTo(100);
    assertThat(
            seen.value("github_api_rate_limit_remaining", "principal=user:u199", "resource=core"))
        .isEqualTo(199);
  }

  @Test
  void survivesASourceThatFails() {
    metrics.limits().decided(Rules.named("all"), false);
    sources.usage = null;
    scraped(metrics);
    PrometheusText seen = scraped(metrics);
    assertThat(seen.series("github_mirror_cache_size")).isZero();
    assertThat(seen.value("metrics_source_failures_total", "source=cache"))
        .isGreaterThanOrEqualTo(1);
    assertThat(seen.sum("rate_limit_requests_total")).isEqualTo(1);
  }

  @Test
  void showsTheJvmAndTheProcess() {
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("process_start_time_seconds")).isPositive();
    assertThat(seen.value("jvm_memory_used_bytes", "area=heap")).isPositive();
    assertThat(seen.value("jvm_threads_current")).isPositive();
  }

  @Test
  void writesOpenMetricsForWhoAsksForIt() {
    Exposition plain = metrics.scrape("text/html,*/*");
    assertThat(plain.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    Exposition open = metrics.scrape("application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    assertThat(open.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(new String(open.bytes(), StandardCharsets.UTF_8)).endsWith("# EOF\n");
  }

  @Test
  void sharesNothingWithAnotherInstance() {
    metrics.telemetry().quotaSaved(KEY);
    assertThat(scraped(sources.metrics()).value("github_api_quota_saved_total")).isZero();
  }
}
