package dev.headgate.runtime.telemetry;

import static dev.headgate.runtime.telemetry.Sources.scraped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DropwizardBridgeTest {
  private final Metrics metrics = new Sources().metrics();
  private final MetricRegistry registry = metrics.dropwizard();

  @Test
  void showsEachKindOfMetricByItsNature() {
    registry.gauge("acme.queue.depth", () -> () -> 7);
    registry.gauge("acme.ready", () -> () -> true);
    registry.counter("acme.open").inc(3);
    registry.meter("acme.orders").mark(5);
    registry.histogram("acme.basket").update(9);
    registry.timer("acme.checkout").update(250, TimeUnit.MILLISECONDS);
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("acme_queue_depth")).isEqualTo(7);
    assertThat(seen.value("acme_ready")).isEqualTo(1);
    assertThat(seen.value("acme_open")).isEqualTo(3);
    assertThat(seen.value("acme_orders_total")).isEqualTo(5);
    assertThat(seen.value("acme_basket", "quantile=0.5")).isEqualTo(9);
    assertThat(seen.value("acme_basket_count")).isEqualTo(1);
    assertThat(seen.value("acme_checkout_seconds", "quantile=0.99")).isCloseTo(0.25, within(1e-9));
    assertThat(PrometheusLint.problems(seen)).noneMatch(problem -> problem.startsWith("acme"));
  }

  @Test
  void groupsMetricsOfOneFamilyByTheirLabels() {
    registry.counter("orders;shop=berlin").inc(1);
    registry.counter("orders;shop=wien;tier=gold").inc(2);
    registry.counter("orders").inc(4);
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("orders", "shop=berlin")).isEqualTo(1);
    assertThat(seen.value("orders", "shop=wien", "tier=gold")).isEqualTo(2);
    assertThat(seen.value("orders")).isEqualTo(4);
  }

  @Test
  void mendsNamesThatPrometheusWouldNotTake() {
    registry.counter("com.acme.OrderService/placed-ones").inc();
    registry.counter("9lives").inc();
    registry.counter("threads.count").inc();
    registry.counter("straße;größe=1").inc();
    registry.counter("latency;le=1;a b=2;rubbish").inc();
    registry.counter("").inc();
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("com_acme_order_service_placed_ones")).isEqualTo(1);
    assertThat(seen.value("_9lives")).isEqualTo(1);
    assertThat(seen.value("threads_count_value")).isEqualTo(1);
    assertThat(seen.value("stra_e", "gr_e=1")).isEqualTo(1);
    assertThat(seen.value("latency", "le_=1", "a_b=2")).isEqualTo(1);
  }

  @Test
  void showsTheFirstOfMetricsThatContradictEachOther() {
    registry.counter("a.b").inc(1);
    registry.counter("a/b").inc(2);
    registry.meter("a_b").mark(3);
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("a_b")).isEqualTo(1);
    assertThat(seen.series("a_b_total")).isZero();
  }

  @Test
  void leavesTheServersOwnFamiliesAlone() {
    registry.counter("http_requests_total").inc(99);
    registry.counter("http.requests.in.progress").inc(99);
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("http_requests_in_progress")).isZero();
    assertThat(seen.series("http_requests")).isZero();
  }

  @Test
  void leavesOutGaugesThatFailOrHoldNoNumber() {
    Gauge<Integer> broken =
        () -> {
          throw new IllegalStateException("broken");
        };
    registry.register("acme.broken", broken);
    registry.gauge("acme.text", () -> () -> "seven");
    registry.counter("acme.sound").inc();
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("acme_sound")).isEqualTo(1);
    assertThat(seen.series("acme_broken") + seen.series("acme_text")).isZero();
  }

  @Test
  void boundsHowManyItShows() {
    for (int i = 0; i < 2_500; i++) {
      registry.counter("acme.many;n=" + i).inc();
    }
    assertThat(scraped(metrics).series("acme_many")).isLessThanOrEqualTo(2_000).isPositive();
  }
}
