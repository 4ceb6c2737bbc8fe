package dev.headgate.core.graphql;

import dev.headgate.core.graphql.Selection.Condition;
import dev.headgate.core.graphql.Selection.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads executable GraphQL documents (GraphQL specification, October 2021, §2), as far as their
 * cost depends on them. Recursion is bounded by {@link #DEEPEST}.
 */
final class Parser {
  /** Deeper than any query that GitHub runs. */
  static final int DEEPEST = 64;

  private final Lexer lexer;
  private final List<Document.Operation> operations = new ArrayList<>();
  private final Map<String, List<Selection>> fragments = new HashMap<>();
  private int depth;

  Parser(Lexer lexer) {
    this.lexer = lexer;
  }

  Document document() throws Unreadable {
    while (lexer.peek() != Lexer.END) {
      definition();
    }
    return new Document(operations, fragments);
  }

  private void definition() throws Unreadable {
    if (lexer.peek() == '{') {
      operation(GraphqlKind.QUERY);
    } else if (lexer.comes("fragment")) {
      lexer.take();
      fragment();
    } else {
      GraphqlKind kind =
          lexer.comes("query")
              ? GraphqlKind.QUERY
              : lexer.comes("mutation")
                  ? GraphqlKind.MUTATION
                  : lexer.comes("subscription") ? GraphqlKind.SUBSCRIPTION : GraphqlKind.UNREAD;
      if (kind == GraphqlKind.UNREAD) {
        throw new Unreadable("no operation", depth);
      }
      lexer.take();
      operation(kind);
    }
  }

  private void operation(GraphqlKind kind) throws Unreadable {
    String name = lexer.peek() == Lexer.NAME ? lexer.take() : "";
    Map<String, String> defaults = new HashMap<>();
    if (lexer.takes('(')) {
      while (!lexer.takes(')')) {
        variable(defaults);
      }
    }
    conditions();
    operations.add(new Document.Operation(kind, name, defaults, selections()));
  }

  private void fragment() throws Unreadable {
    String name = lexer.expect(Lexer.NAME);
    lexer.expect(Lexer.NAME);
    lexer.expect(Lexer.NAME);
    conditions();
    if (fragments.put(name, selections()) != null) {
      throw new Unreadable("a second fragment of one name", depth);
    }
  }

  private void variable(Map<String, String> defaults) throws Unreadable {
    lexer.expect('$');
    String name = lexer.expect(Lexer.NAME);
    lexer.expect(':');
    while (lexer.takes('[')) {
      // The type of the list's elements comes next.
    }
    lexer.expect(Lexer.NAME);
    while (lexer.takes(']') || lexer.takes('!')) {
      // The rest of the type says nothing about the cost.
    }
    if (lexer.takes('=')) {
      defaults.put(name, value().text());
    }
    conditions();
  }

  private List<Selection> selections() throws Unreadable {
    lexer.expect('{');
    if (++depth > DEEPEST) {
      throw new Unreadable("nested too deeply", depth);
    }
    List<Selection> selections = new ArrayList<>();
    while (!lexer.takes('}')) {
      selections.add(lexer.takes('.') ? spread() : field());
    }
    depth--;
    return selections;
  }

  private Selection spread() throws Unreadable {
    if (lexer.peek() == Lexer.NAME && !lexer.comes("on")) {
      String fragment = lexer.take();
      return new Selection.Spread(fragment, conditions());
    }
    if (lexer.comes("on")) {
      lexer.take();
      lexer.expect(Lexer.NAME);
    }
    List<Condition> conditions = conditions();
    return new Selection.Inline(conditions, selections());
  }

  private Selection field() throws Unreadable {
    String key = lexer.expect(Lexer.NAME);
    String name = lexer.takes(':') ? lexer.expect(Lexer.NAME) : key;
    List<Value> sizes = new ArrayList<>(1);
    if (lexer.takes('(')) {
      while (!lexer.takes(')')) {
        boolean size = lexer.comes("first") || lexer.comes("last");
        Value value = argument();
        if (size) {
          sizes.add(value);
        }
      }
    }
    List<Condition> conditions = conditions();
    List<Selection> selections = lexer.peek() == '{' ? selections() : List.of();
    return new Selection.Field(key, name, sizes, conditions, selections);
  }

  private List<Condition> conditions() throws Unreadable {
    List<Condition> conditions = List.of();
    while (lexer.takes('@')) {
      String directive = lexer.expect(Lexer.NAME);
      boolean conditional = directive.equals("include") || directive.equals("skip");
      if (lexer.takes('(')) {
        while (!lexer.takes(')')) {
          boolean asks = conditional && lexer.comes("if");
          Value value = argument();
          if (asks) {
            conditions = new ArrayList<>(conditions);
            conditions.add(new Condition(directive.equals("skip"), value));
          }
        }
      }
    }
    return conditions;
  }

  private Value argument() throws Unreadable {
    lexer.expect(Lexer.NAME);
    lexer.expect(':');
    return value();
  }

  private Value value() throws Unreadable {
    if (lexer.takes('$')) {
      return new Value(lexer.expect(Lexer.NAME), true);
    }
    if (lexer.peek() != '[' && lexer.peek() != '{') {
      return scalar();
    }
    int open = 0;
    do {
      char next = lexer.peek();
      open += next == '[' || next == '{' ? 1 : next == ']' || next == '}' ? -1 : 0;
      lexer.take();
    } while (open > 0);
    return new Value("null", false);
  }

  private Value scalar() throws Unreadable {
    char kind = lexer.peek();
    if (kind != Lexer.NAME && kind != Lexer.NUMBER && kind != Lexer.STRING) {
      throw new Unreadable("no value", depth);
    }
    return new Value(lexer.take(), false);
  }
}
