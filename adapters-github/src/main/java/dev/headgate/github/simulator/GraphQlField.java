package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A field of a query with its arguments and what is selected of it. */
record GraphQlField(
    String alias, String name, Map<String, JsonNode> arguments, List<GraphQlField> selections) {

  GraphQlField {
    arguments = Map.copyOf(arguments);
    selections = List.copyOf(selections);
  }

  /** This field with what the other one selects as well. */
  GraphQlField with(GraphQlField other) {
    List<GraphQlField> both = new ArrayList<>(selections);
    both.addAll(other.selections);
    return selecting(both);
  }

  GraphQlField selecting(List<GraphQlField> others) {
    return new GraphQlField(alias, name, arguments, others);
  }

  String text(String argument) {
    JsonNode value = arguments.get(argument);
    return value == null ? "" : value.asText("");
  }

  /** Whether it is one of the connections that the data has, or is asked for as one. */
  boolean connection() {
    return GraphQlData.CONNECTIONS.contains(name)
        || arguments.containsKey("first")
        || arguments.containsKey("last");
  }

  /** How many items a connection is asked for; 0 if this is no connection. */
  int pageSize() {
    JsonNode first = arguments.get("first");
    JsonNode size = first == null ? arguments.get("last") : first;
    return size == null ? 0 : size.asInt(0);
  }
}
