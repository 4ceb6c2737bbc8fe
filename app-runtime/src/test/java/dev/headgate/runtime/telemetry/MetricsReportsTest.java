package dev.headgate.runtime.telemetry;

import static dev.headgate.runtime.telemetry.Sources.scraped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.telemetry.MetricsPlugin;
import dev.headgate.core.telemetry.Sample;
import dev.headgate.core.telemetry.Sample.Kind;
import dev.headgate.runtime.process.CannotStart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsReportsTest {
  private final Metrics metrics = new Sources().metrics();

  private MetricsReports reports(MetricsPlugin... plugins) {
    return new MetricsReports(List.of(plugins), metrics, () -> Sources.NOW);
  }

  /** A plugin that keeps what it is told. */
  private static class Keeper implements MetricsPlugin {
    final LinkedBlockingQueue<List<Sample>> told = new LinkedBlockingQueue<>();

    @Override
    public String name() {
      return "keeper";
    }

    @Override
    public Duration period() {
      return Duration.ofSeconds(1);
    }

    @Override
    public void report(List<Sample> all, Instant at) throws Exception {
      assertThat(at).isEqualTo(Sources.NOW);
      told.add(all);
    }
  }

  @Test
  void tellsAgainAndAgainAndOnceMoreAtTheEnd() throws InterruptedException {
    Keeper keeper = new Keeper();
    try (MetricsReports reports = reports(keeper)) {
      reports.start();
      assertThat(keeper.told.poll(30, TimeUnit.SECONDS)).isNotEmpty();
      assertThat(keeper.told.poll(30, TimeUnit.SECONDS)).isNotEmpty();
      metrics.http().started();
    }
    assertThat(keeper.told).isNotEmpty();
    assertThat(List.copyOf(keeper.told).getLast())
        .contains(new Sample("http_requests_in_progress", Map.of(), Kind.GAUGE, 1));
  }

  @Test
  void saysEveryFigureThatPrometheusReads() {
    metrics.http().started();
    metrics.http().finished("GET", "/user", 200, "ONLINE_HIT", "octocat", 20_000_000);
    metrics.dropwizard().timer("acme.work").update(Duration.ofMillis(5));
    PrometheusText seen = scraped(metrics);
    List<Sample> told = metrics.samples();
    List<String> exposed =
        seen.families().values().stream()
            .flatMap(family -> family.samples().stream())
            .map(sample -> sample.name() + sample.labels())
            .filter(name -> !name.startsWith("jvm_"))
            .toList();
    assertThat(told)
        .extracting(sample -> sample.name() + new TreeMap<>(sample.labels()))
        // The JVM's may have become more between the two looks.
        .filteredOn(name -> !name.startsWith("jvm_"))
        .containsExactlyInAnyOrderElementsOf(exposed);
    for (Sample sample : told) {
      if (sample.name().startsWith("http_request")) {
        String[] labels =
            sample.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .toArray(String[]::new);
        assertThat(sample.value()).isEqualTo(seen.value(sample.name(), labels));
      }
    }
  }

  @Test
  void onesOwnFiguresAreShownWithTheOthers() {
    MetricsPlugin own =
        showing(
            Sample.gauge("acme_open_orders", 3),
            new Sample("acme_orders_total", Map.of("shop", "berlin"), Kind.COUNTER, 7),
            new Sample("acme_orders_total", Map.of("shop", "paris"), Kind.COUNTER, 8));
    try (MetricsReports _ = reports(own)) {
      PrometheusText seen = scraped(metrics);
      assertThat(seen.value("acme_open_orders")).isEqualTo(3);
      assertThat(seen.value("acme_orders_total", "shop=berlin")).isEqualTo(7);
      assertThat(seen.value("acme_orders_total", "shop=paris")).isEqualTo(8);
    }
  }

  @Test
  void aNameThatIsTakenStaysWhatItWas() {
    try (MetricsReports _ = reports(showing(Sample.gauge("http_requests_in_progress", 99)))) {
      assertThat(scraped(metrics).value("http_requests_in_progress")).isZero();
    }
  }

  @Test
  void aThousandOfThemAndNoMore() {
    Sample[] many =
        Stream.iterate(0, i -> i + 1)
            .limit(5_000)
            .map(i -> new Sample("acme_many", Map.of("n", "" + i), Kind.GAUGE, i))
            .toArray(Sample[]::new);
    try (MetricsReports _ = reports(showing(many))) {
      assertThat(scraped(metrics).series("acme_many")).isEqualTo(1_000);
    }
  }

  @Test
  void oneThatFailsHarmsNobodyAndIsCounted() throws InterruptedException {
    Keeper keeper = new Keeper();
    Keeper angry =
        new Keeper() {
          @Override
          public String name() {
            return "angry";
          }

          @Override
          public void report(List<Sample> all, Instant at) throws Exception {
            super.report(all, at);
            throw new NoClassDefFoundError("acme/Missing");
          }

          @Override
          public List<Sample> samples() {
            throw new IllegalStateException("no figures");
          }
        };
    try (MetricsReports reports = reports(angry, keeper)) {
      reports.start();
      assertThat(angry.told.poll(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(angry.told.poll(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(keeper.told.poll(30, TimeUnit.SECONDS)).isNotEmpty();
    }
    PrometheusText seen = scraped(metrics);
    assertThat(seen.value("metrics_source_failures_total", "source=report to angry"))
        .isGreaterThanOrEqualTo(2);
    assertThat(seen.value("metrics_source_failures_total", "source=plugin angry")).isPositive();
  }

  @Test
  void namesAndPeriodsMustBeUsable() {
    assertThatThrownBy(() -> reports(new Keeper(), new Keeper()))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("keeper");
    MetricsPlugin hasty =
        new Keeper() {
          @Override
          public Duration period() {
            return Duration.ofMillis(1);
          }
        };
    assertThatThrownBy(() -> reports(hasty))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("at least PT1S");
  }

  private static MetricsPlugin showing(Sample... samples) {
    return new MetricsPlugin() {
      @Override
      public String name() {
        return "acme";
      }

      @Override
      public List<Sample> samples() {
        return List.of(samples);
      }
    };
  }
}
