package dev.headgate.github.simulator;

import static dev.headgate.github.simulator.SimulatorClient.OCTOCAT;
import static dev.headgate.github.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GraphQlTest {
  private final SimulatorClient client = new SimulatorClient();

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void answersWhatIsSelected() throws Exception {
    JsonNode answer =
        query(
            """
            query($n: Int) {
              viewer { login }
              r: repository(owner: "o", name: "x") {
                nameWithOwner
                issues(first: $n, after: "2") { nodes { number } pageInfo { endCursor } }
              }
            }
            """,
            Json.object().put("n", 2));
    assertThat(answer.toString())
        .isEqualTo(
            """
            {"data":{"viewer":{"login":"octocat"},"r":{"nameWithOwner":"o/x","issues":\
            {"nodes":[{"number":3},{"number":4}],"pageInfo":{"endCursor":"4"}}}}}\
            """);
  }

  @Test
  void costsWhatGitHubsDocumentedExampleCosts() throws Exception {
    JsonNode answer =
        query(
            """
            { viewer { repositories(first: 100) { edges { node {
                issues(first: 50) { totalCount edges { node { labels(first: 60) { totalCount } } } }
              } } } }
              rateLimit { cost remaining limit used }
            }
            """,
            Json.object());
    assertThat(answer.at("/data/rateLimit").toString())
        .isEqualTo("{\"cost\":51,\"remaining\":4949,\"limit\":5000,\"used\":51}");
    assertThat(client.simulator.stats().spent()).containsEntry("octocat graphql", 51L);
  }

  @Test
  void countsTheNodesOfGitHubsDocumentedExample() throws Exception {
    JsonNode answer =
        query(
            """
            query($n: Int = 50) { rateLimit { cost nodeCount } viewer {
              repositories(first: $n) { edges { repository:node { name
                pullRequests(first: 20) { edges { pullRequest:node { title ...C } } }
                issues(first: 20) { totalCount edges { issue:node { title ...C } } }
              } } }
              followers(first: 10) { edges { follower:node { name } } }
            } }
            fragment C on Comments { comments(first: 10) { edges { comment:node { body } } } }
            """,
            Json.object());
    assertThat(answer.at("/data/rateLimit").toString())
        .isEqualTo("{\"cost\":21,\"nodeCount\":22060}");
    assertThat(answer.at("/data/viewer/followers/edges").size()).isEqualTo(10);
  }

  @Test
  void runsTheOperationThatIsNamedWithoutWhatIsSkipped() throws Exception {
    ObjectNode body = Json.object().put("operationName", "B");
    body.put(
        "query",
        "query A { viewer { name } } query B($s: Boolean = true) { viewer { login "
            + "name @skip(if: $s) ...F @include(if: false) } viewer { id } } "
            + "fragment F on User { url }");
    HttpResponse<String> answer =
        client.send("POST", "/graphql", body.toString(), "Authorization", OCTOCAT);
    assertThat(json(answer).at("/data/viewer").size()).isEqualTo(2);
    assertThat(json(answer).at("/data/viewer/login").asText()).isEqualTo("octocat");
    body.put("operationName", "C");
    answer = client.send("POST", "/graphql", body.toString(), "Authorization", OCTOCAT);
    assertThat(json(answer).at("/errors/0/message").asText()).contains("No operation named");
  }

  @Test
  void refusesToRunWhatIsTooLargeForOnePoint() throws Exception {
    String page = "{ viewer { repositories(%s) { nodes { issues(%s) { nodes { %s } } } } } }";
    String hundred = "first: 100";
    String deep = page.formatted(hundred, hundred, "comments(last: 100) { totalCount }");
    assertThat(query(deep, Json.object()).at("/errors/0").toString())
        .contains("MAX_NODE_LIMIT_EXCEEDED", "1,010,100", "500,000");
    assertThat(query(page.formatted("first: 101", hundred, "id"), Json.object()).toString())
        .contains("EXCESSIVE_PAGINATION")
        .doesNotContain("data");
    assertThat(query(page.formatted("after: null", hundred, "id"), Json.object()).toString())
        .contains("MISSING_PAGINATION_BOUNDARIES");
    assertThat(client.simulator.stats().spent()).containsEntry("octocat graphql", 3L);
  }

  @Test
  void fragmentsThatMultiplyAreNotRun() throws Exception {
    StringBuilder bomb = new StringBuilder("{...F0}");
    for (int i = 0; i < 40; i++) {
      int next = i + 1;
      bomb.append(" fragment F%d on T {a:v{...F%d} b:v{...F%d}}".formatted(i, next, next));
    }
    bomb.append(" fragment F40 on T {id}");
    assertThat(query(bomb.toString(), Json.object()).at("/errors/0/message").asText())
        .startsWith("Query is");
    assertThat(query("{...A} fragment A on T {v{...A}}", Json.object()).at("/errors").size())
        .isEqualTo(1);
  }

  @Test
  void saysSpentQuotaIn200WithErrors() throws Exception {
    client.control("PUT", "/limits", "{\"graphql\":1}");
    query("{viewer{login}}", Json.object());
    JsonNode refused = query("{viewer{login}}", Json.object());
    assertThat(refused.at("/errors/0/type").asText()).isEqualTo("RATE_LIMIT");
    assertThat(refused.at("/errors/0/code").asText()).isEqualTo("graphql_rate_limit");
  }

  @Test
  void reportsUnknownFieldsAndMalformedQueries() throws Exception {
    assertThat(query("{viewer{nope}}", Json.object()).at("/errors/0/message").asText())
        .isEqualTo("Field 'nope' doesn't exist on type 'User'");
    assertThat(query("{viewer{", Json.object()).at("/errors/0/message").asText())
        .contains("Unexpected end");
  }

  @Test
  void countsAMutationAsFivePoints() throws Exception {
    JsonNode answer =
        query(
            "mutation { addComment(input: {body: \"hi\", clientMutationId: \"7\"}) "
                + "{ clientMutationId subject { id } } }",
            Json.object());
    assertThat(answer.at("/data/addComment/clientMutationId").asText()).isEqualTo("7");
    assertThat(client.simulator.stats().pointsPerMinute().get("user:octocat graphql"))
        .containsExactly(5, 5);
  }

  private JsonNode query(String query, ObjectNode variables) throws Exception {
    ObjectNode body = Json.object().put("query", query);
    body.set("variables", variables);
    HttpResponse<String> answer =
        client.send("POST", "/graphql", body.toString(), "Authorization", OCTOCAT);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().map()).doesNotContainKey("etag");
    return json(answer);
  }
}
