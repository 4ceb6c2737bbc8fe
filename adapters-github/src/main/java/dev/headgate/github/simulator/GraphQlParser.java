package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the operation that is to be run: fields, aliases, arguments, variables and their defaults,
 * fragments, {@code @include} and {@code @skip}.
 */
final class GraphQlParser {
  private static final Pattern TOKEN =
      Pattern.compile(
          "[\\s,]+|#[^\\n]*|(\\.\\.\\.|[{}()\\[\\]:!$@=|&]|[A-Za-z_][A-Za-z0-9_]*"
              + "|-?[0-9]+(?:\\.[0-9]+)?|\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\])*\")");
  private static final int MOST_TOKENS = 50_000;
  private static final int DEEPEST = 50;

  /** An operation that could not be read. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /** What a document asks for. */
  record Operation(boolean mutation, List<GraphQlField> fields) {
    Operation {
      fields = List.copyOf(fields);
    }
  }

  private final List<String> tokens;
  private final ObjectNode variables = Json.object();
  private final Map<String, Integer> fragments = new HashMap<>();
  private final Map<String, Integer> operations = new LinkedHashMap<>();
  private int at;
  private int depth;
  private int fields;

  private GraphQlParser(List<String> tokens) {
    this.tokens = tokens;
  }

  /** The operation of that name, or the only one where the name is empty. */
  static Operation parse(String document, String name, JsonNode variables) throws Malformed {
    GraphQlParser parser = new GraphQlParser(tokens(document));
    parser.define();
    return parser.operation(name, variables);
  }

  private static List<String> tokens(String document) throws Malformed {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(document);
    int end = 0;
    while (end < document.length()) {
      if (!matcher.find(end) || matcher.start() != end || tokens.size() > MOST_TOKENS) {
        throw new Malformed("Parse error on \"" + document.charAt(end) + "\" at " + end);
      }
      String token = matcher.group(1);
      if (token != null) {
        tokens.add(token);
      }
      end = matcher.end();
    }
    return tokens;
  }

  /** Notes where each definition begins. */
  private void define() throws Malformed {
    while (at < tokens.size()) {
      int start = at;
      String name = peek().equals("{") ? "" : tokens.get(Math.min(at + 1, tokens.size() - 1));
      boolean fragment = peek().equals("fragment");
      String operation = name.equals("{") || name.equals("(") || name.equals("@") ? "" : name;
      (fragment ? fragments : operations).putIfAbsent(fragment ? name : operation, start);
      skipTo("{");
      skip("{", "}");
    }
  }

  private Operation operation(String name, JsonNode named) throws Malformed {
    Integer start =
        name.isEmpty() && operations.size() == 1
            ? operations.values().iterator().next()
            : operations.get(name);
    if (start == null) {
      throw new Malformed(
          name.isEmpty()
              ? "An operation name is required"
              : "No operation named \"%s\"".formatted(name));
    }
    at = start;
    boolean mutation = peek().equals("mutation");
    while (!peek().equals("{")) {
      if (peek().equals("(")) {
        variables();
      } else {
        take();
      }
    }
    named.properties().forEach(value -> variables.set(value.getKey(), value.getValue()));
    return new Operation(mutation, merged(selections()));
  }

  /** The defaults of the variables; what types they have does not matter here. */
  private void variables() throws Malformed {
    expect("(");
    String name = "";
    while (!peek().equals(")")) {
      String token = take();
      if (token.equals("$")) {
        name = take();
      } else if (token.equals("=")) {
        variables.set(name, value());
      }
    }
    take();
  }

  private void skipTo(String wanted) throws Malformed {
    while (!peek().equals(wanted)) {
      if (peek().equals("(")) {
        skip("(", ")");
      } else {
        take();
      }
    }
  }

  private void skip(String opening, String closing) throws Malformed {
    int open = 0;
    do {
      String token = take();
      open += token.equals(opening) ? 1 : token.equals(closing) ? -1 : 0;
    } while (open > 0);
  }

  /** Fields of one name in the answer are one field with everything that is selected of it. */
  private static List<GraphQlField> merged(List<GraphQlField> fields) {
    Map<String, GraphQlField> byName = new LinkedHashMap<>();
    for (GraphQlField field : fields) {
      byName.merge(field.alias(), field, GraphQlField::with);
    }
    List<GraphQlField> result = new ArrayList<>();
    for (GraphQlField field : byName.values()) {
      result.add(field.selecting(merged(field.selections())));
    }
    return result;
  }

  private List<GraphQlField> selections() throws Malformed {
    expect("{");
    if (++depth > DEEPEST) {
      throw new Malformed("Query is nested too deeply");
    }
    List<GraphQlField> selected = new ArrayList<>();
    while (!peek().equals("}")) {
      List<GraphQlField> next = peek().equals("...") ? fragment() : field();
      fields += next.size();
      if (fields > MOST_TOKENS) {
        throw new Malformed("Query is too large");
      }
      selected.addAll(next);
    }
    expect("}");
    depth--;
    return selected;
  }

  private List<GraphQlField> fragment() throws Malformed {
    expect("...");
    if (!peek().equals("on") && !peek().equals("{") && !peek().equals("@")) {
      return spread(take());
    }
    if (peek().equals("on")) {
      take();
      take();
    }
    boolean included = included();
    List<GraphQlField> inside = selections();
    return included ? inside : List.of();
  }

  private List<GraphQlField> spread(String name) throws Malformed {
    boolean included = included();
    Integer start = fragments.get(name);
    if (start == null) {
      throw new Malformed("Fragment %s was used, but not defined".formatted(name));
    }
    int back = at;
    at = start;
    skipTo("{");
    List<GraphQlField> inside = selections();
    at = back;
    return included ? inside : List.of();
  }

  private boolean included() throws Malformed {
    boolean included = true;
    while (peek().equals("@")) {
      take();
      String directive = take();
      Map<String, JsonNode> arguments = arguments();
      JsonNode condition = arguments.getOrDefault("if", Json.object());
      included &= !directive.equals("include") || condition.asBoolean();
      included &= !directive.equals("skip") || !condition.asBoolean();
    }
    return included;
  }

  private List<GraphQlField> field() throws Malformed {
    String alias = take();
    String name = alias;
    if (peek().equals(":")) {
      take();
      name = take();
    }
    Map<String, JsonNode> arguments = arguments();
    boolean included = included();
    List<GraphQlField> selections = peek().equals("{") ? selections() : List.of();
    return included ? List.of(new GraphQlField(alias, name, arguments, selections)) : List.of();
  }

  private Map<String, JsonNode> arguments() throws Malformed {
    Map<String, JsonNode> arguments = new HashMap<>();
    if (peek().equals("(")) {
      take();
      while (!peek().equals(")")) {
        String argument = take();
        expect(":");
        arguments.put(argument, value());
      }
      take();
    }
    return arguments;
  }

  private JsonNode value() throws Malformed {
    String token = take();
    if (token.equals("$")) {
      return variables.path(take());
    }
    if (token.equals("[")) {
      ArrayNode array = Json.array();
      while (!peek().equals("]")) {
        array.add(value());
      }
      take();
      return array;
    }
    if (token.equals("{")) {
      ObjectNode object = Json.object();
      while (!peek().equals("}")) {
        String name = take();
        expect(":");
        object.set(name, value());
      }
      take();
      return object;
    }
    return scalar(token);
  }

  private static JsonNode scalar(String token) {
    if (token.startsWith("\"\"\"")) {
      return Json.MAPPER.getNodeFactory().textNode(token.substring(3, token.length() - 3));
    }
    if (token.startsWith("\"")) {
      return Json.MAPPER.getNodeFactory().textNode(token.substring(1, token.length() - 1));
    }
    if (token.matches("-?[0-9]{1,18}")) {
      return Json.MAPPER.getNodeFactory().numberNode(Long.parseLong(token));
    }
    return switch (token) {
      case "true" -> Json.MAPPER.getNodeFactory().booleanNode(true);
      case "false" -> Json.MAPPER.getNodeFactory().booleanNode(false);
      case "null" -> Json.MAPPER.getNodeFactory().nullNode();
      default -> Json.MAPPER.getNodeFactory().textNode(token);
    };
  }

  private String peek() throws Malformed {
    if (at >= tokens.size()) {
      throw new Malformed("Unexpected end of document");
    }
    return tokens.get(at);
  }

  private String take() throws Malformed {
    String token = peek();
    at++;
    return token;
  }

  private void expect(String token) throws Malformed {
    String found = take();
    if (!found.equals(token)) {
      throw new Malformed("Expected " + token + ", actual: " + found);
    }
  }
}
