package dev.headgate.runtime.management;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.runtime.health.HealthReport;
import dev.headgate.runtime.health.Readiness;
import dev.headgate.runtime.telemetry.Metrics;

/** What the process shows of itself. */
public final class ManagementModule extends AbstractModule {
  @Provides
  @Singleton
  static StatusPages pages(HealthReport health, Metrics metrics, Readiness readiness) {
    return new StatusPages(health, metrics, readiness);
  }
}
