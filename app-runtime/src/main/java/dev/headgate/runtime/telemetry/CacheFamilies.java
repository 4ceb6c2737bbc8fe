package dev.headgate.runtime.telemetry;

import dev.headgate.core.cache.CacheUsage;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;

/** How full the response cache is, by github-mirror's names. */
final class CacheFamilies implements MultiCollector {
  private final Supplier<CacheUsage> usage;

  CacheFamilies(Supplier<CacheUsage> usage) {
    this.usage = usage;
  }

  @Override
  public MetricSnapshots collect() {
    CacheUsage now = usage.get();
    return MetricSnapshots.of(
        Snapshots.gauge(
            "github_mirror_cache_size", "About how many bytes the cache takes.", now.bytes()),
        Snapshots.gauge("github_mirror_cached_objects", "Resources in the cache.", now.resources()),
        Snapshots.counter(
            "github_mirror_cache_evictions",
            "Resources forgotten for want of room.",
            now.evicted()),
        Snapshots.counter(
            "github_mirror_cache_damaged",
            "Stored responses that could not be read back and were taken for unknown.",
            now.damaged()));
  }
}
