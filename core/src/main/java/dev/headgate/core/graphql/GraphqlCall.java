package dev.headgate.core.graphql;

import dev.headgate.core.identity.Fingerprint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of GitHub's GraphQL endpoint, as far as the gateway reads it.
 *
 * @param kind what it does
 * @param content stands for everything it asks: calls with the same are answered alike. The
 *     document counts in a normal form, without white space, commas and comments
 * @param cost what it will probably cost
 * @param costPath the names, from the answer's data down, under which its true cost will stand;
 *     null where it does not ask for that
 * @param creates whether it makes something that people are notified of, as far as the names of its
 *     mutations tell
 */
public record GraphqlCall(
    GraphqlKind kind,
    Fingerprint content,
    GraphqlCost cost,
    @Nullable List<String> costPath,
    boolean creates) {
  /** A call that could not be read: it may do anything. */
  public static final GraphqlCall UNREAD =
      new GraphqlCall(
          GraphqlKind.UNREAD, Fingerprint.of("graphql", ""), GraphqlCost.LEAST, null, true);

  /** Longer bodies are not worth reading. */
  public static final int LONGEST = 256 * 1024;

  /** Copies the path. */
  public GraphqlCall {
    costPath = costPath == null ? null : List.copyOf(costPath);
  }

  /**
   * The call that a request's body makes; {@link #UNREAD} where it is none, or too large, too deep
   * or too ambiguous to tell. Never throws; time and memory grow with the body's length only.
   *
   * @param body JSON with {@code query}, {@code operationName} and {@code variables}
   */
  public static GraphqlCall of(byte[] body) {
    if (body.length > LONGEST) {
      return UNREAD;
    }
    try {
      return read(CallBody.read(body));
    } catch (Unreadable notACall) {
      return UNREAD;
    }
  }

  /** Whether it only reads. */
  public boolean query() {
    return kind == GraphqlKind.QUERY;
  }

  private static GraphqlCall read(CallBody body) throws Unreadable {
    Lexer lexer = new Lexer(body.query());
    Document document = new Parser(lexer).document();
    Document.@Nullable Operation operation = document.run(body.operationName());
    if (operation == null) {
      return UNREAD;
    }
    Costing costing = new Costing(document, operation.values(body.variables()));
    GraphqlCost cost = costing.of(operation.selections());
    Fingerprint content = Fingerprint.of("graphql", lexer.normal() + "\n" + body.rest());
    boolean creates = operation.kind() == GraphqlKind.MUTATION && Creations.in(costing.names());
    return new GraphqlCall(operation.kind(), content, cost, costing.costPath(), creates);
  }
}
