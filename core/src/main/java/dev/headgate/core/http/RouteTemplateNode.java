package dev.headgate.core.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One segment of the known routes: a literal word, or a placeholder for any other. */
final class RouteTemplateNode {
  private static final String REST = "...}";

  private final String template;
  private final String beyond;
  private final boolean greedy;
  private final Map<String, RouteTemplateNode> literals = new HashMap<>();
  private @Nullable RouteTemplateNode placeholder;

  private RouteTemplateNode(String template, String beyond, boolean greedy) {
    this.template = template;
    this.beyond = beyond;
    this.greedy = greedy;
  }

  static RouteTemplateNode root() {
    return new RouteTemplateNode("/", RouteTemplate.OTHER, false);
  }

  /** The route that ends here. */
  String template() {
    return template;
  }

  /** What stands for every unknown route below. */
  String beyond() {
    return beyond;
  }

  /** Whether the placeholder takes all further segments as well. */
  boolean greedy() {
    return greedy;
  }

  /** The node of the segment in {@code path[from, to)}; null where it is unknown or empty. */
  @Nullable RouteTemplateNode child(String path, int from, int to) {
    if (from == to) {
      return null;
    }
    if (literals.isEmpty()) {
      return placeholder;
    }
    RouteTemplateNode literal = literals.get(path.substring(from, to));
    return literal == null ? placeholder : literal;
  }

  /**
   * Adds the routes of a pattern: segments divided by slashes, the words of a segment that are
   * alternatives by bars; {@code {name}} is a placeholder, {@code {name...}} one that takes the
   * rest.
   */
  void add(String pattern) {
    int slash = pattern.indexOf('/');
    String head = slash < 0 ? pattern : pattern.substring(0, slash);
    for (String word : head.split("\\|", -1)) {
      RouteTemplateNode next = word.startsWith("{") ? placeholder(word) : literal(word);
      if (slash >= 0) {
        next.add(pattern.substring(slash + 1));
      }
    }
  }

  /** All strings of this node and those below. */
  Set<String> templates() {
    Set<String> found = new TreeSet<>();
    collect(found);
    return found;
  }

  private void collect(Set<String> found) {
    found.add(template);
    found.add(beyond);
    literals.values().forEach(node -> node.collect(found));
    if (placeholder != null) {
      placeholder.collect(found);
    }
  }

  private RouteTemplateNode literal(String word) {
    if (word.isEmpty()) {
      throw new IllegalArgumentException("pattern: an empty word (expected: none)");
    }
    return literals.computeIfAbsent(word, literal -> below(literal, false));
  }

  private RouteTemplateNode placeholder(String word) {
    boolean rest = word.endsWith(REST);
    String shown = rest ? word.substring(0, word.length() - REST.length()) + "}" : word;
    RouteTemplateNode known = placeholder;
    if (known == null) {
      known = below(shown, rest);
      placeholder = known;
    } else if (!known.template.endsWith("/" + shown) || known.greedy != rest) {
      throw new IllegalArgumentException(
          "pattern: %s beside %s (expected: one placeholder)".formatted(word, known.template));
    }
    return known;
  }

  private RouteTemplateNode below(String segment, boolean rest) {
    String path = (template.equals("/") ? "" : template) + "/" + segment;
    return new RouteTemplateNode(path, path + "/*", rest);
  }
}
