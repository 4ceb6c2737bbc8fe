package dev.headgate.core.graphql;

import static dev.headgate.core.graphql.GraphqlCallTest.body;
import static dev.headgate.core.graphql.GraphqlCallTest.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Costs by GitHub's documented formula. */
class GraphqlCostTest {
  /** The page's example "Calculating a rate limit score". */
  private static final String DOCUMENTED =
      """
      query {
        viewer {
          login
          repositories(first: 100) {
            edges { node { id
              issues(first: 50) {
                totalCount
                edges { node { id
                  labels(first: 60) { totalCount edges { node { id name } } }
                } }
              }
            } }
          }
        }
      }
      """;

  /** The page's example "Node limit", with 22,060 nodes. */
  private static final String NODES =
      """
      query {
        viewer {
          repositories(first: 50) {
            edges { repository:node { name
              pullRequests(first: 20) {
                edges { pullRequest:node { title
                  comments(first: 10) { edges { comment:node { bodyHTML } } }
                } }
              }
              issues(first: 20) {
                totalCount
                edges { issue:node { title bodyHTML
                  comments(first: 10) { edges { comment:node { bodyHTML } } }
                } }
              }
            } }
          }
          followers(first: 10) { edges { follower:node { login } } }
        }
      }
      """;

  @Test
  void theDocumentedExampleCosts51() {
    GraphqlCost cost = call(DOCUMENTED).cost();
    assertThat(cost.requests()).isEqualTo(5_101);
    assertThat(cost.points()).isEqualTo(51);
  }

  @Test
  void theDocumentedExampleCanBring22060Nodes() {
    GraphqlCost cost = call(NODES).cost();
    assertThat(cost.nodes()).isEqualTo(22_060);
    // 1 repositories + 50 pullRequests + 50 issues + 1,000 + 1,000 comments + 1 followers
    assertThat(cost.requests()).isEqualTo(2_102);
    assertThat(cost.points()).isEqualTo(21);
  }

  @Test
  void costsAtLeastOnePoint() {
    assertThat(call("{viewer{login}}").cost().points()).isOne();
    assertThat(call("mutation{addStar(input:{a:1}){id}}").cost().points()).isOne();
    assertThat(new GraphqlCost(149, 0).points()).isOne();
    assertThat(new GraphqlCost(150, 0).points()).isEqualTo(2);
    assertThat(new GraphqlCost(249, 0).points()).isEqualTo(2);
  }

  @Test
  void countsTheLastAsTheFirst() {
    assertThat(call("{a(last:10){b(first:5){c}}}").cost()).isEqualTo(new GraphqlCost(11, 60));
  }

  @Test
  void readsPageSizesFromVariables() {
    String query = "query($n:Int=7,$m:Int){a(first:$n){b(last:$m){c}}}";
    assertThat(variables(query, "{\"n\":10,\"m\":20}")).isEqualTo(new GraphqlCost(11, 210));
    assertThat(variables(query, "{ \"m\" : 20 }")).isEqualTo(new GraphqlCost(8, 147));
    assertThat(variables(query, "{\"n\":10,\"m\":null}")).isEqualTo(new GraphqlCost(11, 1_010));
  }

  @Test
  void takesAnUnknownSizeForTheLargest() {
    GraphqlCost full = new GraphqlCost(1, 100);
    assertThat(call("query($n:Int){a(first:$n){c}}").cost()).isEqualTo(full);
    assertThat(call("{a(first:null){c}}").cost()).isEqualTo(full);
    assertThat(call("{a(first:\"x\"){c}}").cost()).isEqualTo(full);
    assertThat(call("{a(first:{x:1}){c}}").cost()).isEqualTo(full);
    assertThat(call("{a(first:99999999999999999999){c}}").cost()).isEqualTo(full);
    assertThat(call("{a(first:101){c}}").cost()).isEqualTo(full);
    assertThat(call("{a(first:0){c}}").cost()).isEqualTo(new GraphqlCost(1, 1));
  }

  @Test
  void followsFragments() {
    GraphqlCost cost =
        call("""
        query { a(first: 10) { ...Page ... on T { c(first: 2) { id } } ... { d } } }
        fragment Page on A { nodes { ...Node } }
        fragment Node on B { b(first: 5) { id } }
        """)
            .cost();
    assertThat(cost).isEqualTo(new GraphqlCost(1 + 10 + 10, 10 + 50 + 20));
  }

  @Test
  void countsAConnectionOfOneNameOnceAndUnderTwoAliasesTwice() {
    assertThat(call("{a(first:10){id} a(first:10){n} ... on T {a(first:10){m}}}").cost())
        .isEqualTo(new GraphqlCost(1, 10));
    assertThat(call("{a(first:10){b(first:5){x}} a(first:10){b(first:5){y}}}").cost())
        .isEqualTo(new GraphqlCost(11, 60));
    assertThat(call("{x:a(first:10){id} y:a(first:10){id}}").cost())
        .isEqualTo(new GraphqlCost(2, 20));
  }

  @Test
  void leavesOutWhatIsSkipped() {
    String query =
        "query($s:Boolean=true){a(first:10)@skip(if:$s){id} b(first:10)@include(if:false){id}"
            + " ...@include(if:$s){c(first:10){id}} d(first:10)@skip(if:false){id}}";
    assertThat(call(query).cost()).isEqualTo(new GraphqlCost(2, 20));
    assertThat(variables(query, "{\"s\":false}")).isEqualTo(new GraphqlCost(2, 20));
  }

  @Test
  void aQueryThatGitHubRefusesToRunCostsOne() {
    String million = "{a(first:100){b(first:100){c(first:100){id}}}}";
    GraphqlCost cost = call(million).cost();
    assertThat(cost.refused()).isTrue();
    assertThat(cost.points()).isOne();
    GraphqlCost most = new GraphqlCost(500_100, GraphqlCost.MOST_NODES);
    assertThat(most.refused()).isFalse();
    assertThat(most.points()).isEqualTo(5_001);
  }

  @Test
  void isBoundedWhateverFragmentsSayOfOneAnother() {
    StringBuilder bomb = new StringBuilder("{...F0}");
    for (int i = 0; i < 40; i++) {
      bomb.append(
          " fragment F%d on T {a:x(first:100){...F%d} b:x(first:100){...F%d}}"
              .formatted(i, i + 1, i + 1));
    }
    GraphqlCall call = call(bomb.toString());
    assertThat(call.query()).isTrue();
    assertThat(call.cost().refused()).isTrue();
    assertThat(call("{...A} fragment A on T {b(first:9){...A}}").query()).isTrue();
    assertThat(call("{...A} fragment A on T {...B} fragment B on T {...A c(last:9){d}}").cost())
        .isEqualTo(new GraphqlCost(1, 9));
    assertThat(call("{...Nowhere a(first:3){b}}").cost()).isEqualTo(new GraphqlCost(1, 3));
    StringBuilder chain = new StringBuilder("{...F0}");
    for (int i = 0; i < 6_000; i++) {
      chain.append("fragment F%d on T{...F%d}".formatted(i, i + 1));
    }
    assertThat(call(chain.toString()).query()).isTrue();
  }

  @Test
  void knowsWhereTheAnswerTellsTheTrueCost() {
    assertThat(call("{viewer{login} rateLimit{remaining cost}}").costPath())
        .containsExactly("rateLimit", "cost");
    assertThat(call("{...R} fragment R on Query {l:rateLimit{c:cost}}").costPath())
        .containsExactly("l", "c");
    assertThat(call("{rateLimit{remaining}}").costPath()).isNull();
    assertThat(call("{viewer{rateLimit{cost}}}").costPath()).isNull();
  }

  @Test
  void refusesNegativeFigures() {
    assertThatIllegalArgumentException().isThrownBy(() -> new GraphqlCost(-1, 0));
  }

  private static GraphqlCost variables(String query, String variables) {
    return body("{\"variables\":%s,\"query\":\"%s\"}".formatted(variables, query)).cost();
  }
}
