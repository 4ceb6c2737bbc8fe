package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Limits between JSON and values; windows are in seconds. */
final class LimitsReader {
  static final Set<String> MEMBERS =
      Set.of(
          "principal",
          "core",
          "anonymous",
          "search",
          "anonymous_search",
          "code_search",
          "graphql",
          "window",
          "short_window",
          "concurrency",
          "rest_points",
          "graphql_points",
          "content_per_minute",
          "content_per_hour",
          "secondary_pause");

  private LimitsReader() {}

  /** The given limits with the members that the call names. */
  static SimulatorLimits read(Fields fields, SimulatorLimits limits) {
    return new SimulatorLimits(
        fields.smallNumber("core", limits.core()),
        fields.smallNumber("anonymous", limits.anonymous()),
        fields.smallNumber("search", limits.search()),
        fields.smallNumber("anonymous_search", limits.anonymousSearch()),
        fields.smallNumber("code_search", limits.codeSearch()),
        fields.smallNumber("graphql", limits.graphql()),
        fields.seconds("window", limits.window()),
        fields.seconds("short_window", limits.shortWindow()),
        fields.smallNumber("concurrency", limits.concurrency()),
        fields.smallNumber("rest_points", limits.restPoints()),
        fields.smallNumber("graphql_points", limits.graphqlPoints()),
        fields.smallNumber("content_per_minute", limits.contentPerMinute()),
        fields.smallNumber("content_per_hour", limits.contentPerHour()),
        fields.seconds("secondary_pause", limits.secondaryPause()));
  }

  static ObjectNode write(SimulatorLimits limits) {
    return Json.object()
        .put("core", limits.core())
        .put("anonymous", limits.anonymous())
        .put("search", limits.search())
        .put("anonymous_search", limits.anonymousSearch())
        .put("code_search", limits.codeSearch())
        .put("graphql", limits.graphql())
        .put("window", limits.window().toSeconds())
        .put("short_window", limits.shortWindow().toSeconds())
        .put("concurrency", limits.concurrency())
        .put("rest_points", limits.restPoints())
        .put("graphql_points", limits.graphqlPoints())
        .put("content_per_minute", limits.contentPerMinute())
        .put("content_per_hour", limits.contentPerHour())
        .put("secondary_pause", limits.secondaryPause().toSeconds());
  }
}
