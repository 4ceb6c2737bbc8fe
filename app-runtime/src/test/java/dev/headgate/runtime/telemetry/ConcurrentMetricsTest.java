package dev.headgate.runtime.telemetry;

import static dev.headgate.runtime.telemetry.Sources.scraped;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConcurrentMetricsTest {
  private static final int THREADS = 16;
  private static final int EACH = 20_000;

  private final Metrics metrics = new Sources().metrics();

  @Test
  void losesNoCountWhileManyRecordAndSomebodyLooks() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int thread = t;
        running.add(threads.submit(() -> record(thread)));
      }
      for (int look = 0; look < 20; look++) {
        scraped(metrics);
      }
      for (Future<?> one : running) {
        finished(one);
      }
    }
    PrometheusText seen = scraped(metrics);
    int all = THREADS * EACH;
    assertThat(seen.sum("http_requests_total")).isEqualTo(all);
    assertThat(seen.sum("http_request_duration_seconds_count")).isEqualTo(all);
    assertThat(seen.sum("request_latency_seconds_count")).isEqualTo(all);
    assertThat(seen.value("http_request_total")).isEqualTo(all);
    assertThat(seen.value("http_requests_in_progress")).isZero();
    assertThat(seen.value("github_api_quota_saved_total")).isEqualTo(all);
    assertThat(seen.sum("rate_limit_requests_total")).isEqualTo(all);
    assertThat(seen.series("request_latency_seconds_count")).isEqualTo(201);
  }

  private void record(int thread) {
    for (int i = 0; i < EACH; i++) {
      metrics.http().started();
      String user = "user" + (thread * EACH + i) % 400;
      metrics.http().finished("GET", "/e" + i % 50, 200, "ONLINE_HIT", user, i);
      metrics.telemetry().quotaSaved(Sources.KEY);
      metrics.limits().decided(Rules.named("rule" + i % 600), false);
    }
  }

  private static void finished(Future<?> one) throws InterruptedException, ExecutionException {
    assertThat(one.get()).isNull();
  }
}
