package dev.headgate.k8s;

import dev.headgate.core.job.Placeholders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts values where a tree of YAML has placeholders. It works on the strings of what was parsed
 * already, so whatever a value says stays a part of one string: it can add no key and no list
 * element. Where the kubelet expands {@code $(NAME)} to a variable of the container, a value's own
 * dollars are kept from that.
 */
final class FilledTree {
  /** The keys below which the kubelet expands. */
  private static final Set<String> EXPANDED = Set.of("command", "args", "value", "subPathExpr");

  private final Map<String, String> values;

  FilledTree(Map<String, String> values) {
    this.values = values;
  }

  /**
   * The same tree with values in the place of placeholders; keys stay as they are.
   *
   * @throws IllegalArgumentException for a placeholder without a value
   */
  @Nullable Object of(@Nullable Object tree) {
    return filled(tree, UnaryOperator.identity());
  }

  /** What the kubelet expands to this very text. */
  static String literal(String text) {
    return text.replace("$", "$$");
  }

  private @Nullable Object filled(@Nullable Object tree, UnaryOperator<String> literally) {
    if (tree instanceof String text) {
      return Placeholders.fill(text, values, literally);
    }
    if (tree instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> filled = new LinkedHashMap<>();
      map.forEach((key, value) ->
          filled.put(key, filled(value, EXPANDED.contains(key) ? FilledTree::literal : literally)));
      return filled;
    }
    if (tree instanceof List<?> list) {
      List<@Nullable Object> filled = new ArrayList<>();
      list.forEach(value -> filled.add(filled(value, literally)));
      return filled;
    }
    return tree;
  }
}
