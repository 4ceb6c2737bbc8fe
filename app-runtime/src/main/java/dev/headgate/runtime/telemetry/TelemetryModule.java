package dev.headgate.runtime.telemetry;

import com.codahale.metrics.MetricRegistry;
import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.spending.Spending;
import dev.headgate.core.telemetry.MetricsPlugin;
import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.plugin.Plugins;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The process's metrics; needs the breakers, the cache, the ledger, the queue and the clock. All
 * but the clock are asked for when somebody looks: they may themselves be counted here.
 */
public final class TelemetryModule extends AbstractModule {
  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), MetricsPlugin.class);
  }

  /** Those bound as such, and those of jars. */
  @Provides
  @Singleton
  static MetricsReports reports(
      Set<MetricsPlugin> bound, Plugins plugins, Metrics metrics, InstantSource clock) {
    List<MetricsPlugin> all = new ArrayList<>(bound);
    all.addAll(plugins.metrics());
    return new MetricsReports(all, metrics, clock);
  }

  @ProvidesIntoSet
  static Chores reporting(MetricsReports reports) {
    return housekeeping -> {
      reports.start();
      housekeeping.atEnd(reports::close);
    };
  }

  @Provides
  @Singleton
  static Spending spending() {
    return Spending.fresh();
  }

  @Provides
  @Singleton
  static Metrics metrics(
      Provider<CircuitBreakers> breakers,
      Provider<ResponseCache> cache,
      Provider<QuotaLedger> ledger,
      Provider<TaskQueue> tasks,
      Spending spending,
      InstantSource clock) {
    return new Metrics(
        () -> breakers.get().statuses(),
        () -> cache.get().usage(),
        now -> ledger.get().accounts(now),
        () -> ledger.get().status(),
        now -> tasks.get().depths(now),
        spending,
        clock);
  }

  @Provides
  @Singleton
  static Telemetry telemetry(Metrics metrics) {
    return metrics.telemetry();
  }

  @Provides
  @Singleton
  static HttpMetrics httpMetrics(Metrics metrics) {
    return metrics.http();
  }

  @Provides
  @Singleton
  static MetricRegistry metricRegistry(Metrics metrics) {
    return metrics.dropwizard();
  }
}
