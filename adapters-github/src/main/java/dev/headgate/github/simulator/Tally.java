package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a query needs, by GitHub's documentation: a request for each connection with its parents
 * full, and as many nodes as they can bring.
 */
final class Tally {
  private static final long MOST_NODES = 500_000;
  private static final int LARGEST_PAGE = 100;

  private final List<JsonNode> refusals = new ArrayList<>();
  private long requests;
  private long nodes;

  private Tally() {}

  static Tally of(List<GraphQlField> fields) {
    Tally tally = new Tally();
    tally.add(fields, 1);
    if (tally.nodes > MOST_NODES) {
      tally.refuse(
          "MAX_NODE_LIMIT_EXCEEDED",
          "This query requests up to %,d possible nodes which exceeds the maximum limit of %,d."
              .formatted(tally.nodes, MOST_NODES));
    }
    return tally;
  }

  /** A hundredth of the requests, rounded, at least 1. */
  int points() {
    return (int) Math.max(1, Math.min(Math.round(requests / 100.0), Integer.MAX_VALUE));
  }

  /** How many nodes the query can bring. */
  long nodes() {
    return nodes;
  }

  /** Why it is not run. */
  List<JsonNode> refusals() {
    return refusals;
  }

  private void add(List<GraphQlField> fields, long parents) {
    for (GraphQlField field : fields) {
      long within = parents;
      if (field.connection()) {
        check(field);
        within = parents * Math.max(1, Math.min(field.pageSize(), LARGEST_PAGE));
        requests += parents;
        nodes += within;
      }
      add(field.selections(), Math.min(within, Integer.MAX_VALUE));
    }
  }

  private void check(GraphQlField field) {
    String argument = field.arguments().containsKey("first") ? "first" : "last";
    int size = field.pageSize();
    if (!field.arguments().containsKey(argument)) {
      refuse(
          "MISSING_PAGINATION_BOUNDARIES",
          "You must provide a `first` or `last` value to properly paginate the `%s` connection."
              .formatted(field.name()));
    } else if (size > LARGEST_PAGE || size < 1) {
      refuse(
          "EXCESSIVE_PAGINATION",
          "Requesting %d records on the `%s` connection exceeds the `%s` limit of %d records."
              .formatted(size, field.name(), argument, LARGEST_PAGE));
    }
  }

  private void refuse(String type, String message) {
    ObjectNode error = Json.object();
    error.put("type", type).put("message", message);
    refusals.add(error);
  }
}
