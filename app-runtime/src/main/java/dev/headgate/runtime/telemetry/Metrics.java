package dev.headgate.runtime.telemetry;

import com.codahale.metrics.MetricRegistry;
import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.limit.LimitTelemetry;
import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.quota.LedgerStatus;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.spending.Spending;
import dev.headgate.core.telemetry.MetricsPlugin;
import dev.headgate.core.telemetry.Sample;
import dev.headgate.core.telemetry.Telemetry;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a process counts and measures, and its exposition to Prometheus. {@code
 * docs/metrics.md} lists the names.
 *
 * <p>One per process, without global state: two of them share nothing. The number of series is
 * bounded whatever is recorded. Safe for use by several threads; recording does not block.
 */
public final class Metrics {
  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final MetricRegistry dropwizard = new MetricRegistry();
  private final DropwizardBridge bridge = new DropwizardBridge(dropwizard);
  private final JvmFamilies jvm = new JvmFamilies(registry);
  private final HttpMetrics http;
  private final ServiceMetrics services;
  private final LimitMetrics limits;
  private final WebhookMetrics webhooks;
  private final TaskMetrics tasks;
  private final JobMetrics jobs;
  private final AuditMetrics audit = new AuditMetrics();
  private final MetricsTelemetry telemetry;
  private final Counter sourceFailures;
  private final PluginFamilies plugins;

  /**
   * Metrics that are read from these sources when somebody looks, beside those that are told. A
   * source that throws is left out of that exposition and counted.
   */
  public Metrics(
      Supplier<List<BreakerStatus>> breakers,
      Supplier<CacheUsage> cache,
      Function<Instant, Map<QuotaKey, QuotaAccount>> quotas,
      Supplier<LedgerStatus> ledger,
      Function<Instant, List<QueueDepth>> depths,
      Spending spending,
      InstantSource clock) {
    Families families = new Families(registry);
    http = new HttpMetrics(families);
    services = new ServiceMetrics(families);
    limits = new LimitMetrics(families, clock);
    webhooks = new WebhookMetrics(families);
    tasks = new TaskMetrics(families);
    telemetry = new MetricsTelemetry(families, dropwizard, services, spending.book());
    sourceFailures =
        families.counter(
            "metrics_source_failures_total",
            "Sources of metrics that failed to answer a scrape, and plugins that failed to take"
                + " one.",
            "source");
    plugins = new PluginFamilies(sourceFailures);
    jobs = new JobMetrics(families, registry, sourceFailures);
    registry.register(
        new Guarded(new BreakerFamilies(breakers), sourceFailures.labelValues("breakers")));
    registry.register(
        new Guarded(
            new QueueFamilies(depths, tasks::hands, clock), sourceFailures.labelValues("queue")));
    registry.register(
        new Guarded(new LedgerFamilies(ledger), sourceFailures.labelValues("ledger")));
    registry.register(audit);
    registry.register(new Guarded(new CacheFamilies(cache), sourceFailures.labelValues("cache")));
    registry.register(
        new Guarded(
            new QuotaFamilies(quotas, spending.outlook(), clock),
            sourceFailures.labelValues("quotas")));
  }

  /** What the core tells its doings to. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** What the server tells its requests to. */
  public HttpMetrics http() {
    return http;
  }

  /** What the inbound limits tell their decisions to. */
  public LimitTelemetry limits() {
    return limits;
  }

  /** What webhooks are counted on. */
  public WebhookMetrics webhooks() {
    return webhooks;
  }

  /** What workers and those who hand in tasks tell their doings to. */
  public TaskMetrics tasks() {
    return tasks;
  }

  /** What jobs are counted on. */
  public JobMetrics jobs() {
    return jobs;
  }

  /**
   * Shows these families as well, whose source must be fast; one that throws is left out and
   * counted under {@code name}.
   */
  public void show(String name, MultiCollector families) {
    registry.register(new Guarded(families, sourceFailures.labelValues(name)));
  }

  /** What was counted since the start, read from memory: for those who look every second. */
  public Totals totals() {
    return new Totals(
        http.answered(),
        http.faults(),
        http.outcomes(),
        telemetry.sent(),
        telemetry.saved(),
        limits.totals());
  }

  /** Where the audit's figures are read from. */
  public AuditMetrics audit() {
    return audit;
  }

  /** Where metrics of one's own are registered; {@code name;label=value} gives them labels. */
  public MetricRegistry dropwizard() {
    return dropwizard;
  }

  /** Shows the figures of that plugin as well. */
  void add(MetricsPlugin plugin) {
    plugins.add(plugin);
  }

  /** A plugin could not take the figures. */
  void failed(MetricsPlugin plugin) {
    sourceFailures.labelValues("report to " + plugin.name()).inc();
  }

  /** All metrics as they stand, as single figures. */
  public List<Sample> samples() {
    return Samples.of(snapshots());
  }

  /**
   * All metrics as they stand.
   *
   * @param accept the request's {@code Accept} field; null where it has none. OpenMetrics is
   *     written for those who name it, else Prometheus' text format 0.0.4
   */
  public Exposition scrape(@Nullable String accept) {
    ExpositionFormats formats = ExpositionFormats.init();
    boolean open = accept != null && accept.toLowerCase(Locale.ROOT).contains(OPEN_METRICS);
    ExpositionFormatWriter writer =
        open ? formats.getOpenMetricsTextFormatWriter() : formats.getPrometheusTextFormatWriter();
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 15);
    try {
      writer.write(out, snapshots());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new Exposition(out.toByteArray(), writer.getContentType());
  }

  private MetricSnapshots snapshots() {
    jvm.ready();
    List<MetricSnapshot> all = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    take(registry.scrape(), all, taken);
    take(bridge.collect(taken), all, taken);
    take(plugins.collect(taken), all, taken);
    return new MetricSnapshots(all);
  }

  private static void take(
      Iterable<MetricSnapshot> families, List<MetricSnapshot> all, Set<String> taken) {
    for (MetricSnapshot family : families) {
      all.add(family);
      taken.add(family.getMetadata().getPrometheusName());
    }
  }
}
