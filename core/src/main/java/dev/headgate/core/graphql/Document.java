package dev.headgate.core.graphql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a GraphQL document defines. */
record Document(List<Operation> operations, Map<String, List<Selection>> fragments) {
  Document {
    operations = List.copyOf(operations);
    fragments = Map.copyOf(fragments);
  }

  /**
   * One operation.
   *
   * @param name empty where it has none
   * @param defaults the values of variables that the call does not name
   */
  record Operation(
      GraphqlKind kind, String name, Map<String, String> defaults, List<Selection> selections) {
    Operation {
      defaults = Map.copyOf(defaults);
      selections = List.copyOf(selections);
    }

    /** The variables' values in a call that names these. */
    Map<String, String> values(Map<String, String> named) {
      Map<String, String> all = new HashMap<>(defaults);
      all.putAll(named);
      return all;
    }
  }

  /** The operation that is to be run; null where GitHub could not tell either. */
  @Nullable Operation run(String name) {
    if (name.isEmpty()) {
      return operations.size() == 1 ? operations.get(0) : null;
    }
    List<Operation> named =
        operations.stream().filter(operation -> operation.name().equals(name)).toList();
    return named.size() == 1 ? named.get(0) : null;
  }
}
