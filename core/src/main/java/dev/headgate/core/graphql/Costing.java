package dev.headgate.core.graphql;

import dev.headgate.core.graphql.Selection.Condition;
import dev.headgate.core.graphql.Selection.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what an operation's connections need. A connection that is selected twice under one name
 * of one parent is the same connection (GraphQL specification, October 2021, §6.3.2, CollectFields)
 * and counts once; fragments on types that exclude each other count together where their fields
 * have different names. Work is bounded by {@link #MOST_VISITS}: what lies behind that bound is not
 * counted.
 */
final class Costing {
  /** What a connection is taken to bring whose size is not known: the most that GitHub allows. */
  private static final int FULL = 100;

  private static final int MOST_VISITS = 50_000;

  /** Further counting would not change what follows from it. */
  private static final long ENOUGH = 1_000_000_000_000L;

  private final Document document;
  private final Map<String, String> variables;
  private int visits;
  private long requests;
  private long nodes;
  private @Nullable List<String> costPath;
  private List<String> names = List.of();

  Costing(Document document, Map<String, String> variables) {
    this.document = document;
    this.variables = variables;
  }

  /** What those selections of the root cost. */
  GraphqlCost of(List<Selection> root) {
    Map<String, Collected> fields = collected(List.of(root));
    costPath = costPath(fields);
    names = fields.values().stream().map(field -> field.name).toList();
    add(fields, 1, 0);
    return new GraphqlCost(requests, nodes);
  }

  /** Where in the answer the true cost will stand; null where it is not asked for. */
  @Nullable List<String> costPath() {
    return costPath;
  }

  /** The names of the fields of the root. */
  List<String> names() {
    return names;
  }

  private @Nullable List<String> costPath(Map<String, Collected> root) {
    for (Map.Entry<String, Collected> field : root.entrySet()) {
      if (field.getValue().name.equals("rateLimit")) {
        for (Map.Entry<String, Collected> inner : collected(field.getValue().below).entrySet()) {
          if (inner.getValue().name.equals("cost")) {
            return List.of(field.getKey(), inner.getKey());
          }
        }
      }
    }
    return null;
  }

  private void add(Map<String, Collected> fields, long parents, int depth) {
    for (Collected field : fields.values()) {
      long within = parents;
      if (field.size >= 0) {
        within = Math.min(ENOUGH, parents * field.size);
        requests = Math.min(ENOUGH, requests + parents);
        nodes = Math.min(ENOUGH, nodes + within);
      }
      if (!field.below.isEmpty() && depth < Parser.DEEPEST) {
        add(collected(field.below), within, depth + 1);
      }
    }
  }

  private Map<String, Collected> collected(List<List<Selection>> sets) {
    Map<String, Collected> fields = new LinkedHashMap<>();
    Set<String> spread = new HashSet<>();
    for (List<Selection> set : sets) {
      collect(set, fields, spread, 0);
    }
    return fields;
  }

  private void collect(
      List<Selection> set, Map<String, Collected> fields, Set<String> spread, int depth) {
    if (depth > Parser.DEEPEST) {
      return;
    }
    for (Selection selection : set) {
      if (++visits > MOST_VISITS || excluded(selection)) {
        continue;
      }
      if (selection instanceof Selection.Field field) {
        fields.computeIfAbsent(field.key(), key -> new Collected(field.name())).add(field, this);
      } else if (selection instanceof Selection.Inline inline) {
        collect(inline.selections(), fields, spread, depth + 1);
      } else if (selection instanceof Selection.Spread known && spread.add(known.fragment())) {
        List<Selection> written = document.fragments().getOrDefault(known.fragment(), List.of());
        collect(written, fields, spread, depth + 1);
      }
    }
  }

  private boolean excluded(Selection selection) {
    for (Condition condition : selection.conditions()) {
      @Nullable String value = condition.value().in(variables);
      if (Boolean.toString(condition.excludes()).equals(value)) {
        return true;
      }
    }
    return false;
  }

  /** How many nodes a connection may bring; -1 where the field is none. */
  private long size(Selection.Field field) {
    long size = -1;
    for (Value value : field.sizes()) {
      size = Math.max(size, size(value));
    }
    return size;
  }

  private long size(Value value) {
    @Nullable String text = value.in(variables);
    if (text == null || text.length() > 9) {
      return FULL;
    }
    try {
      return Math.max(1, Math.min(FULL, Long.parseLong(text)));
    } catch (NumberFormatException noNumber) {
      return FULL;
    }
  }

  /** The selections of one name under one parent. */
  private static final class Collected {
    private final String name;
    private final List<List<Selection>> below = new ArrayList<>(1);
    private long size = -1;

    Collected(String name) {
      this.name = name;
    }

    void add(Selection.Field field, Costing costing) {
      size = Math.max(size, costing.size(field));
      if (!field.selections().isEmpty()) {
        below.add(field.selections());
      }
    }
  }
}
