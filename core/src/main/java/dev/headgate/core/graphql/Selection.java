package dev.headgate.core.graphql;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of a selection set (GraphQL specification, October 2021, §2.4). */
sealed interface Selection {
  /** The conditions under which it is left out or in. */
  List<Condition> conditions();

  /**
   * A field.
   *
   * @param key what it is called in the answer: its alias, or its name
   * @param name its name
   * @param sizes the arguments that say how long a connection's page is; none where it is no
   *     connection
   * @param selections what is selected of it
   */
  record Field(
      String key,
      String name,
      List<Value> sizes,
      List<Condition> conditions,
      List<Selection> selections)
      implements Selection {
    public Field {
      sizes = List.copyOf(sizes);
      conditions = List.copyOf(conditions);
      selections = List.copyOf(selections);
    }
  }

  /** A fragment that is written elsewhere. */
  record Spread(String fragment, List<Condition> conditions) implements Selection {
    public Spread {
      conditions = List.copyOf(conditions);
    }
  }

  /** A fragment that is written here. */
  record Inline(List<Condition> conditions, List<Selection> selections) implements Selection {
    public Inline {
      conditions = List.copyOf(conditions);
      selections = List.copyOf(selections);
    }
  }

  /**
   * {@code @include} or {@code @skip}.
   *
   * @param excludes the value that leaves the selection out
   * @param value what is asked
   */
  record Condition(boolean excludes, Value value) {}

  /**
   * An argument's value.
   *
   * @param text as written, or the name of a variable; {@code null} or of any form but the plain
   *     one tells nothing
   * @param variable whether it is one
   */
  record Value(String text, boolean variable) {
    /** What it stands for; null where it stands for nothing plain. */
    @Nullable String in(Map<String, String> variables) {
      @Nullable String plain = variable ? variables.get(text) : text;
      return plain == null || plain.equals("null") ? null : plain;
    }
  }
}
