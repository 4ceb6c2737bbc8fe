package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** Statistics and recorded requests as JSON. */
final class StatsWriter {
  private StatsWriter() {}

  static ObjectNode write(SimulatorStats stats) {
    ObjectNode node = Json.object();
    node.put("requests", stats.requests());
    node.put("conditional", stats.conditional());
    node.put("not_modified", stats.notModified());
    node.put("blobs", stats.blobs());
    node.put("total_spent", stats.totalSpent());
    counts(node.putObject("endpoints"), stats.endpoints());
    counts(node.putObject("statuses"), stats.statuses());
    counts(node.putObject("spent"), stats.spent());
    counts(node.putObject("refused"), stats.refused());
    node.put("highest_concurrency", stats.highestConcurrency());
    node.put("in_flight", stats.inFlight());
    ObjectNode points = node.putObject("points_per_minute");
    new TreeMap<>(stats.pointsPerMinute())
        .forEach((place, both) ->
            points.putObject(place).put("last_minute", both.get(0)).put("highest", both.get(1)));
    return node;
  }

  static ObjectNode write(RecordedRequest request) {
    ObjectNode node = Json.object();
    node.put("method", request.method());
    node.put("target", request.target());
    ArrayNode headers = node.putArray("headers");
    request
        .headers()
        .forEach(header ->
            headers.addObject().put("name", header.getKey()).put("value", header.getValue()));
    node.put("body_sha256", request.bodySha256());
    node.put("body_length", request.bodyLength());
    node.put("principal", request.principal());
    return node;
  }

  static ObjectNode write(HookDelivery delivery) {
    return Json.object()
        .put("id", delivery.id())
        .put("guid", delivery.guid())
        .put("event", delivery.event())
        .put("status", delivery.status())
        .put("duration_ms", delivery.duration().toMillis())
        .put("redelivery", delivery.redelivery());
  }

  private static void counts(ObjectNode node, Map<String, Long> counts) {
    new TreeMap<>(counts).forEach(node::put);
  }
}
