package dev.headgate.runtime.telemetry;

import static dev.headgate.runtime.telemetry.Sources.scraped;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CardinalityTest {
  private final Metrics metrics = new Sources().metrics();

  @Test
  void tellsTheFirstTwoHundredUsersApart() {
    for (int i = 0; i < 500; i++) {
      finished("GET", "/user", 200, "ONLINE_HIT", "user" + i);
    }
    PrometheusText seen = scraped(metrics);
    assertThat(seen.series("request_latency_seconds_count")).isEqualTo(201);
    assertThat(seen.sum("request_latency_seconds_count")).isEqualTo(500);
    assertThat(
            seen.value(
                "request_latency_seconds_count",
                "cache=ONLINE_HIT",
                "method=GET",
                "status=200",
                "user=other"))
        .isEqualTo(300);
  }

  @Test
  void gathersUnknownMethodsStatusesAndOutcomes() {
    finished("BREW", "/user", 200, "ONLINE_HIT", "octocat");
    finished("get", "/user", 200, "ONLINE_HIT", "octocat");
    finished("GET", "/user", 0, "ONLINE_HIT", "octocat");
    finished("GET", "/user", 999, "SOMETHING", "octocat");
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("http_requests_total", "method=OTHER", "endpoint=/user", "status=200"))
        .isEqualTo(2);
    assertThat(seen.value("http_requests_total", "method=GET", "endpoint=/user", "status=other"))
        .isEqualTo(2);
    assertThat(
            seen.value(
                "request_latency_seconds_count",
                "cache=other",
                "method=GET",
                "status=other",
                "user=octocat"))
        .isEqualTo(1);
  }

  @Test
  void keepsTotalsExactWhenThereAreTooManySeries() {
    for (int i = 0; i < 9_000; i++) {
      finished("GET", "/e" + i, 100 + i % 500, "ONLINE_MISS", "user" + i % 150);
    }
    PrometheusText seen = scraped(metrics);
    assertThat(seen.series("http_requests_total")).isEqualTo(2_001);
    assertThat(seen.sum("http_requests_total")).isEqualTo(9_000);
    assertThat(seen.sum("http_request_duration_seconds_count")).isEqualTo(9_000);
    assertThat(seen.series("request_latency_seconds_count")).isEqualTo(1_001);
    assertThat(seen.sum("request_latency_seconds_count")).isEqualTo(9_000);
  }

  @Test
  void boundsRulesAndServices() {
    for (int i = 0; i < 700; i++) {
      metrics.limits().decided(Rules.named("rule" + i), true);
      metrics.telemetry().serviceCalled("service" + i, true, Duration.ofNanos(1));
    }
    PrometheusText seen = scraped(metrics);
    assertThat(seen.series("rate_limit_requests_total")).isEqualTo(501);
    assertThat(seen.sum("rate_limit_rejected_total")).isEqualTo(700);
    assertThat(seen.series("external_service_duration_seconds_count")).isEqualTo(51);
    assertThat(seen.sum("external_service_duration_seconds_count")).isEqualTo(700);
  }

  @Test
  void takesNoNameThatIsTooLong() {
    finished("GET", "/user", 200, "ONLINE_HIT", "x".repeat(101));
    finished("GET", "/user", 200, "ONLINE_HIT", "x".repeat(100));
    assertThat(Sources.text(metrics))
        .doesNotContain("x".repeat(101))
        .contains("user=\"" + "x".repeat(100) + "\"");
  }

  @Test
  void escapesWhatALabelMayHold() {
    finished("GET", "/user", 200, "ONLINE_HIT", "a\"b\\c\nd");
    assertThat(
            scraped(metrics)
                .value(
                    "request_latency_seconds_count",
                    "cache=ONLINE_HIT",
                    "method=GET",
                    "status=200",
                    "user=a\\\"b\\\\c\\nd"))
        .isEqualTo(1);
  }

  private void finished(String method, String endpoint, int status, String outcome, String user) {
    metrics.http().started();
    metrics.http().finished(method, endpoint, status, outcome, user, 1_000);
  }
}
