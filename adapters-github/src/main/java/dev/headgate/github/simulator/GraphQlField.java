package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** A field of a query with its arguments and what is selected of it. */
record GraphQlField(
    String alias, String name, Map<String, JsonNode> arguments, List<GraphQlField> selections) {

  GraphQlField {
    arguments = Map.copyOf(arguments);
    selections = List.copyOf(selections);
  }

  String text(String argument) {
    JsonNode value = arguments.get(argument);
    return value == null ? "" : value.asText("");
  }

  /** How many items a connection is asked for; 0 if this is no connection. */
  int pageSize() {
    JsonNode first = arguments.get("first");
    JsonNode size = first == null ? arguments.get("last") : first;
    return size == null ? 0 : size.asInt(0);
  }
}
