package dev.headgate.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricNamesTest {
  private final Metrics metrics = new Sources().ofABusyDay();

  @ParameterizedTest
  @CsvSource({
    "http_requests_total, counter",
    "http_request_duration_seconds, histogram",
    "http_requests_in_progress, gauge",
    "http_request_total, counter",
    "request_latency_seconds, histogram",
    "github_mirror_cache_size, gauge",
    "github_mirror_cached_objects, gauge",
    "github_mirror_cache_evictions_total, counter",
    "github_mirror_coalesced_requests_total, counter",
    "github_mirror_validators_trusted, gauge",
    "github_api_requests_total, counter",
    "github_api_failures_total, counter",
    "github_api_success_rate, gauge",
    "github_api_rate_limit_limit, gauge",
    "github_api_rate_limit_remaining, gauge",
    "github_api_rate_limit_reset, gauge",
    "github_api_exhaustion_seconds, gauge",
    "github_api_rate_limit_accounts_omitted, gauge",
    "github_api_circuit_breaker_state, gauge",
    "github_api_response_time_p50_ms, gauge",
    "github_api_response_time_p95_ms, gauge",
    "github_api_response_time_p99_ms, gauge",
    "github_api_response_time_seconds, summary",
    "github_api_quota_saved_total, counter",
    "github_api_quota_degraded, gauge",
    "github_api_quota_store_failures_total, counter",
    "github_api_quota_local_decisions_total, counter",
    "github_api_limited_total, counter",
    "rate_limit_requests_total, counter",
    "rate_limit_rejected_total, counter",
    "external_service_calls_total, counter",
    "external_service_duration_seconds, histogram",
    "circuit_breaker_state, gauge",
    "retry_attempts_total, counter",
    "retries_withheld_total, counter",
    "github_queue_waiting, gauge",
    "github_queue_wait_seconds, histogram",
    "github_queue_refused_total, counter",
    "metrics_source_failures_total, counter",
    "task_queue_depth, gauge",
    "task_queue_ready, gauge",
    "task_queue_running, gauge",
    "task_workers_wanted, gauge",
    "concurrent_jobs_active, gauge",
    "concurrent_jobs_limit, gauge",
    "concurrent_jobs_waiting, gauge",
    "concurrent_jobs_rejected_total, counter",
    "protection_shedding, gauge",
    "protection_delay_seconds, gauge",
    "protection_waiting_requests, gauge",
    "protection_shed_total, counter",
    "protection_cpu_load_ratio, gauge",
    "protection_cpu_stalled_ratio, gauge",
    "protection_cpu_throttled_ratio, gauge",
    "protection_body_bytes, gauge",
    "protection_body_peak_bytes, gauge",
    "protection_body_limit_bytes, gauge",
    "protection_body_refused_total, counter",
    "protection_moved_bytes_total, counter",
    "protection_throttle_wait_seconds_total, counter",
    "audit_events_written_total, counter",
    "audit_events_waiting, gauge",
    "audit_events_dropped_total, counter",
    "audit_write_failures_total, counter",
    "audit_chain_rewinds_total, counter",
    "process_cpu_seconds_total, counter",
    "jvm_memory_used_bytes, gauge",
    "jvm_gc_collection_seconds, summary",
    "com_acme_orders_open, gauge",
  })
  void keepsEachNameAndType(String name, String type) {
    assertThat(Sources.scraped(metrics).families()).containsKey(name);
    assertThat(Sources.scraped(metrics).families().get(name))
        .extracting(PrometheusText.Family::type)
        .isEqualTo(type);
  }

  @Test
  void passesTheLintExceptForTheNamesKeptFromBefore() {
    assertThat(PrometheusLint.problems(Sources.scraped(metrics)))
        .containsExactlyInAnyOrder(
            "github_api_response_time_p50_ms: abbreviated unit",
            "github_api_response_time_p95_ms: abbreviated unit",
            "github_api_response_time_p99_ms: abbreviated unit");
  }

  @Test
  void documentsEveryFamilyOfItsOwn() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "metrics.md"));
    assertThat(Sources.scraped(metrics).families().keySet())
        .filteredOn(name -> !name.matches("(jvm|process|com_acme)_.*"))
        .allSatisfy(name -> assertThat(page).contains("`" + name));
  }
}
