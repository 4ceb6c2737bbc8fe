package dev.headgate.core.protection;

import dev.headgate.core.priority.Priority;
import java.time.Duration;
import java.util.Map;

/**
 * How much work a process has, and what it refuses of it.
 *
 * @param shedding whether requests that are too many are refused at present
 * @param delay how long requests wait to be begun: the shortest such time of the latest window
 * @param waiting how many wait to be begun
 * @param rate how many a second can be begun, as far as is known
 * @param cpu how far the processors are used
 * @param shed how many were refused, or in shadow mode would have been, since the start
 */
public record LoadStatus(
    boolean shedding,
    Duration delay,
    long waiting,
    double rate,
    CpuUse cpu,
    Map<Priority, Long> shed) {
  public LoadStatus {
    shed = Map.copyOf(shed);
  }
}
