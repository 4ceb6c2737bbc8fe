package dev.headgate.k8s;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts values where a tree of YAML has placeholders: {@code ${name}}; {@code $${} is a plain {@code
 * ${}. It works on the strings of what was parsed already, so whatever a value says stays a part of
 * one string: it can add no key, no list element and no placeholder. Where the kubelet expands {@code
 * $(NAME)} to a variable of the container, a value's own dollars are kept from that.
 */
final class Placeholders {
  private static final Pattern FORM = Pattern.compile("\\$\\$\\{|\\$\\{([^{}]{0,100})}");

  /** The keys below which the kubelet expands. */
  private static final Set<String> EXPANDED = Set.of("command", "args", "value", "subPathExpr");

  private final Map<String, String> values;

  Placeholders(Map<String, String> values) {
    this.values = values;
  }

  /**
   * The same tree with values in the place of placeholders; keys stay as they are.
   *
   * @throws IllegalArgumentException for a placeholder without a value
   */
  @Nullable Object filled(@Nullable Object tree) {
    return filled(tree, false);
  }

  private @Nullable Object filled(@Nullable Object tree, boolean expanded) {
    if (tree instanceof String text) {
      return filled(text, expanded);
    }
    if (tree instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> filled = new LinkedHashMap<>();
      map.forEach(
          (key, value) -> filled.put(key, filled(value, expanded || EXPANDED.contains(key))));
      return filled;
    }
    if (tree instanceof List<?> list) {
      List<@Nullable Object> filled = new ArrayList<>();
      list.forEach(value -> filled.add(filled(value, expanded)));
      return filled;
    }
    return tree;
  }

  private String filled(String text, boolean expanded) {
    Matcher matcher = FORM.matcher(text);
    StringBuilder filled = new StringBuilder();
    int from = 0;
    while (matcher.find()) {
      filled.append(text, from, matcher.start()).append(value(matcher.group(1), expanded));
      from = matcher.end();
    }
    return filled.append(text, from, text.length()).toString();
  }

  private String value(@Nullable String name, boolean expanded) {
    if (name == null) {
      return "${";
    }
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "${%s}: no such parameter (expected: one of %s)"
              .formatted(name, String.join(", ", values.keySet().stream().sorted().toList())));
    }
    return expanded ? literal(value) : value;
  }

  /** What the kubelet expands to this very text. */
  static String literal(String text) {
    return text.replace("$", "$$");
  }
}
