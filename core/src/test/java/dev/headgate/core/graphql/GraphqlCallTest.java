package dev.headgate.core.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call does and which others ask the same. */
class GraphqlCallTest {
  @Test
  void tellsQueriesFromMutations() {
    assertThat(call("{viewer{login}}").kind()).isEqualTo(GraphqlKind.QUERY);
    assertThat(call("query Q($a: [Int!]! = [1, 2] @x(y: {z: 1})) @d { viewer { login } }").kind())
        .isEqualTo(GraphqlKind.QUERY);
    assertThat(call("mutation { addStar(input: {starrableId: \"1\"}) { id } }").kind())
        .isEqualTo(GraphqlKind.MUTATION);
    assertThat(call("subscription { a }").kind()).isEqualTo(GraphqlKind.SUBSCRIPTION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mutation { createIssue(input: {}) { id } }",
        "mutation M($i: AddCommentInput!) { a: addComment(input: $i) { clientMutationId } }",
        "mutation { addStar(input: {}) { id } submitPullRequestReview(input: {}) { id } }",
        "mutation { ...m } fragment m on Mutation { addPullRequestReviewThread(input: {}) { id } }"
      })
  void knowsTheMutationsThatCreateContent(String document) {
    assertThat(call(document).creates()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ createIssue { id } }",
        "mutation { updateIssue(input: {}) { id } }",
        "mutation { createIssue: closeIssue(input: {}) { id } }",
        "mutation { addStar(input: {}) { id } }",
        "mutation { addressBook { id } }",
        "mutation { createIssue(input: {}) @skip(if: true) { id } mergeBranch(input: {}) { id } }"
      })
  void knowsTheCallsThatCreateNone(String document) {
    assertThat(call(document).creates()).isFalse();
  }

  @Test
  void whatCannotBeReadMayCreateContent() {
    assertThat(call("mutation {").creates()).isTrue();
  }

  @Test
  void goesByTheOperationThatIsNamed() {
    String two = "query A {a} mutation B {b}";
    assertThat(body("{\"query\":\"%s\",\"operationName\":\"A\"}".formatted(two)).kind())
        .isEqualTo(GraphqlKind.QUERY);
    assertThat(body("{\"operationName\":\"B\",\"query\":\"%s\"}".formatted(two)).kind())
        .isEqualTo(GraphqlKind.MUTATION);
    assertThat(body("{\"operationName\":\"C\",\"query\":\"%s\"}".formatted(two)))
        .isSameAs(GraphqlCall.UNREAD);
    assertThat(call(two)).isSameAs(GraphqlCall.UNREAD);
  }

  @Test
  void takesQueriesThatDifferOnlyInLayoutForTheSame() {
    GraphqlCall plain = call("query($n:Int){viewer{login issues(first:$n,after:\"a b\"){id}}}");
    GraphqlCall spaced =
        call(
            """
            query ($n: Int) { # who
              viewer {
                login,
                issues (first: $n after: "a b") { id }
              }
            }
            """);
    assertThat(spaced.content()).isEqualTo(plain.content());
  }

  @Test
  void tellsQueriesApartThatAskSomethingElse() {
    List<GraphqlCall> calls =
        List.of(
            call("{viewer{login}}"),
            call("{viewer{name}}"),
            call("{v:viewer{login}}"),
            call("{viewer(a:\"x  y\"){login}}"),
            call("{viewer(a:\"x y\"){login}}"),
            call("{viewer(a:\"\"\"x y\"\"\"){login}}"),
            body("{\"query\":\"{viewer{login}}\",\"variables\":{\"a\":1}}"),
            body("{\"query\":\"{viewer{login}}\",\"variables\":{\"a\":12}}"),
            body("{\"query\":\"{viewer{login}}\",\"variables\":{\"a\":[1,2]}}"),
            body(
                "{\"query\":\"query A {viewer{login}} query B{viewer{name}}\","
                    + "\"operationName\":\"A\"}"),
            body(
                "{\"query\":\"query A {viewer{login}} query B{viewer{name}}\","
                    + "\"operationName\":\"B\"}"));
    assertThat(calls).allMatch(GraphqlCall::query);
    assertThat(calls.stream().map(GraphqlCall::content)).doesNotHaveDuplicates();
  }

  @Test
  void readsEscapedQueries() {
    assertThat(body("{\"query\":\"{\\u0076iewer{\\n\\tlogin}}\"}").content())
        .isEqualTo(call("{viewer{login}}").content());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"query\":1}",
        "{\"query\":\"\"}",
        "{\"query\":\"{a}\"",
        "{\"query\":\"{a}\"} {}",
        "{\"query\":\"{a}\",}",
        "{\"query\":\"{a}\",\"query\":\"{b}\"}",
        "{\"query\":\"{a}\",\"operationName\":1}",
        "{\"query\":\"{a\\u00zz}\"}",
        "{\"query\":\"{a\\\"}\"}",
        "{\"query\":\"{a\"}",
        "{\"query\":\"{a}}\"}",
        "{\"query\":\"{}a\"}",
        "{\"query\":\"{a(first:)}\"}",
        "{\"query\":\"{a(first:$)}\"}",
        "{\"query\":\"query($a Int){a}\"}",
        "{\"query\":\"{a(x:\\\"\"}",
        "{\"query\":\"{a(x:\\\"\\\"\\\"\"}",
        "{\"query\":\"{...\"}",
        "{\"query\":\"{é}\"}",
        "{\"query\":\"type A {a:B}\"}",
        "{é\"query\":\"{a}\"}",
        "{\"query\":\"fragment A on B {a} fragment A on B {c} {...A}\"}",
      })
  void callsThatAreNoneAreUnread(String body) {
    assertThat(body(body)).isSameAs(GraphqlCall.UNREAD);
    assertThat(GraphqlCall.UNREAD.cost().points()).isOne();
  }

  @Test
  void noPrefixOfACallMakesItThrow() {
    byte[] whole =
        json(
            "query($n: Int = 5) { a: b(first: $n, x: {y: [\"z\"]}) @skip(if: false) { ...F } }"
                + " fragment F on T { c }");
    for (int length = 0; length < whole.length; length++) {
      byte[] prefix = java.util.Arrays.copyOf(whole, length);
      assertThat(GraphqlCall.of(prefix)).isSameAs(GraphqlCall.UNREAD);
    }
    assertThat(GraphqlCall.of(whole).query()).isTrue();
  }

  @Test
  void readsNothingThatIsTooLongOrTooDeep() {
    assertThat(call("{" + "a ".repeat(500_000) + "}")).isSameAs(GraphqlCall.UNREAD);
    assertThat(call("{" + "a,".repeat(60_000) + "}")).isSameAs(GraphqlCall.UNREAD);
    assertThat(call("{a".repeat(60_000) + "}".repeat(60_000))).isSameAs(GraphqlCall.UNREAD);
    assertThat(call("{a".repeat(65) + "}".repeat(65))).isSameAs(GraphqlCall.UNREAD);
    assertThat(call("{a".repeat(64) + "}".repeat(64)).query()).isTrue();
    assertThat(call("{a(x:" + "[".repeat(20_000) + "]".repeat(20_000) + ")}").query()).isTrue();
    assertThat(
            body("{\"query\":\"{a}\",\"variables\":"
                    + "[".repeat(100_000)
                    + "]".repeat(100_000)
                    + "}")
                .query())
        .isTrue();
  }

  static GraphqlCall call(String query) {
    return GraphqlCall.of(json(query));
  }

  static GraphqlCall body(String body) {
    return GraphqlCall.of(body.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] json(String query) {
    String escaped =
        query.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t");
    return ("{\"query\":\"" + escaped + "\"}").getBytes(StandardCharsets.UTF_8);
  }
}
