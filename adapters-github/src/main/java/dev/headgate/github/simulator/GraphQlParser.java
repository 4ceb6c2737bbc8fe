package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one operation: fields, aliases, arguments, variables, inline fragments. */
final class GraphQlParser {
  private static final Pattern TOKEN =
      Pattern.compile(
          "[\\s,]+|#[^\\n]*|(\\.\\.\\.|[{}()\\[\\]:!$@=|]|[A-Za-z_][A-Za-z0-9_]*"
              + "|-?[0-9]+(?:\\.[0-9]+)?|\"(?:\\\\.|[^\"\\\\])*\")");
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
  private final JsonNode variables;
  private int at;
  private int depth;

  private GraphQlParser(List<String> tokens, JsonNode variables) {
    this.tokens = tokens;
    this.variables = variables;
  }

  static Operation parse(String document, JsonNode variables) throws Malformed {
    return new GraphQlParser(tokens(document), variables).operation();
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

  private Operation operation() throws Malformed {
    boolean mutation = peek().equals("mutation");
    while (!peek().equals("{")) {
      if (peek().equals("(")) {
        skipParentheses();
      } else {
        take();
      }
    }
    return new Operation(mutation, selections());
  }

  private void skipParentheses() throws Malformed {
    int open = 0;
    do {
      String token = take();
      open += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
    } while (open > 0);
  }

  private List<GraphQlField> selections() throws Malformed {
    expect("{");
    if (++depth > DEEPEST) {
      throw new Malformed("Query is nested too deeply");
    }
    List<GraphQlField> fields = new ArrayList<>();
    while (!peek().equals("}")) {
      if (peek().equals("...")) {
        fields.addAll(fragment());
      } else {
        fields.add(field());
      }
    }
    expect("}");
    depth--;
    return fields;
  }

  private List<GraphQlField> fragment() throws Malformed {
    expect("...");
    if (peek().equals("on")) {
      take();
      take();
    }
    return selections();
  }

  private GraphQlField field() throws Malformed {
    String alias = take();
    String name = alias;
    if (peek().equals(":")) {
      take();
      name = take();
    }
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
    List<GraphQlField> selections = peek().equals("{") ? selections() : List.of();
    return new GraphQlField(alias, name, arguments, selections);
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
