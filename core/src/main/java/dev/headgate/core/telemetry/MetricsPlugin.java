package dev.headgate.core.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Takes a process's figures to where one wants them, beside Prometheus, or adds figures of one's
 * own to them: an extension point. Both methods do nothing unless they are written.
 *
 * <p>{@link #report} is called by a thread of its own, one call at a time, every {@link #period}
 * while the process runs and once more when it stops; it may block and throw, which is counted and
 * logged and harms nothing else. {@link #samples} is called by whoever looks at the metrics.
 */
public interface MetricsPlugin {
  /** What it is called in logs and metrics: a short word. */
  String name();

  /** How often it is told the figures; at least a second. */
  default Duration period() {
    return Duration.ofSeconds(10);
  }

  /**
   * Takes the figures as they stand.
   *
   * @param all histograms as their {@code _bucket}, {@code _count} and {@code _sum}
   * @throws Exception for a failure; the next call has newer figures
   */
  default void report(List<Sample> all, Instant at) throws Exception {}

  /**
   * Figures of one's own, shown with the others at once: must be fast. The first 1,000 are shown,
   * and none whose name is taken already.
   */
  default List<Sample> samples() {
    return List.of();
  }
}
