package dev.headgate.server.dashboard;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.health.HealthReport;
import dev.headgate.runtime.health.Readiness;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.server.endpoint.EndpointGroup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/** The dashboard. What it shows comes from the features, each of which binds its panel. */
public final class DashboardModule extends AbstractModule {
  /** So many pages may be open at once; each holds a connection and a virtual thread. */
  private static final int MOST_LISTENERS = 100;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), Panel.class);
  }

  @Provides
  @Singleton
  static Broadcast broadcast(Readiness readiness) {
    Broadcast broadcast = new Broadcast(MOST_LISTENERS, PATIENCE);
    readiness.whenStopping(broadcast::close);
    return broadcast;
  }

  @Provides
  @Singleton
  static History history(Metrics metrics, QuotaLedger ledger, InstantSource clock) {
    return new History(metrics::totals, ledger::accounts, clock);
  }

  @Provides
  @Singleton
  static Pulse pulse(
      Set<Panel> panels,
      History history,
      Broadcast broadcast,
      Gateway gateway,
      ProcessName process,
      ExecutorService requests,
      InstantSource clock) {
    return new Pulse(
        new Panels(panels, requests, clock),
        history,
        broadcast,
        gateway.availability()::offline,
        process.text(),
        clock);
  }

  @ProvidesIntoSet
  static Chores chores(Pulse pulse, History history) {
    return housekeeping -> {
      housekeeping.every(Pulse.LOOK, pulse::look);
      housekeeping.every(History.QUOTA_STEP, history::lookAtQuotas);
    };
  }

  @ProvidesIntoSet
  @Singleton
  static EndpointGroup endpoints(Broadcast broadcast, Pulse pulse) {
    return new DashboardEndpoints(broadcast, pulse, HEARTBEAT);
  }

  @ProvidesIntoSet
  static Panel health(HealthReport report) {
    return new Panel("health", now -> report.now());
  }

  @ProvidesIntoSet
  static Panel cache(ResponseCache cache) {
    return new Panel("cache", now -> cache.usage());
  }

  @ProvidesIntoSet
  static Panel traffic(Metrics metrics) {
    return new Panel("traffic", new TrafficPanel(metrics::totals)::view);
  }
}
