package dev.headgate.runtime.health;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when each component has been as it is, as far as somebody looked: a change counts from the
 * first report that shows it. Components that know it themselves keep their own word. Thread-safe.
 */
final class Standing {
  private static final String STATUS = "status";
  private static final String SINCE = "since";

  private final Map<String, Stood> stood = new ConcurrentHashMap<>();

  private record Stood(Object status, Instant since) {}

  /** The component's report, with since when where it has a status and does not say. */
  Map<String, Object> dated(String name, Map<String, Object> component, Instant now) {
    Object status = component.get(STATUS);
    if (status == null || component.containsKey(SINCE)) {
      return component;
    }
    Stood last =
        stood.merge(
            name,
            new Stood(status, now),
            (before, fresh) -> before.status().equals(fresh.status()) ? before : fresh);
    Map<String, Object> dated = new LinkedHashMap<>();
    dated.put(STATUS, status);
    dated.put(SINCE, last.since().toString());
    dated.putAll(component);
    return dated;
  }
}
