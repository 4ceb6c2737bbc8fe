package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** What GraphQL queries can reach: the viewer, users, repositories, their issues and labels. */
final class GraphQlData {
  /** The fields that are connections. */
  static final Set<String> CONNECTIONS =
      Set.of("issues", "pullRequests", "labels", "comments", "repositories", "followers");

  private static final int CONNECTION = 45;

  private final World world;

  GraphQlData(World world) {
    this.world = world;
  }

  /** A field of the query's root. */
  JsonNode root(Call call, GraphQlField field) {
    return switch (field.name()) {
      case "viewer" -> actor(call.principal().name());
      case "user", "organization", "repositoryOwner" -> actor(field.text("login"));
      case "repository" ->
          repository(call, new RepositoryName(field.text("owner"), field.text("name")));
      case "__typename" -> text("Query");
      default -> MissingNode.getInstance();
    };
  }

  /** The result of a mutation of any name: it echoes its client's id and makes a node up. */
  JsonNode mutation(GraphQlField field) {
    JsonNode input = field.arguments().getOrDefault("input", Json.object());
    ObjectNode node = Json.object().put("__typename", "Node").put("id", "N_1").put("number", 1);
    node.put("title", input.path("title").asText("")).put("body", input.path("body").asText(""));
    ObjectNode result = Json.object().put("__typename", "Payload");
    result.set("clientMutationId", input.get("clientMutationId"));
    for (GraphQlField selected : field.selections()) {
      if (!selected.name().equals("clientMutationId")) {
        result.set(selected.name(), node);
      }
    }
    return result;
  }

  /** A member of a value; connections are made with as many nodes as they are asked for. */
  JsonNode member(JsonNode value, GraphQlField field) {
    JsonNode plain = value.path(field.name());
    if (!plain.isMissingNode()) {
      return plain;
    }
    if (CONNECTIONS.contains(field.name())) {
      return connection(value, field);
    }
    return switch (field.name()) {
      case "owner", "author" -> actor(value.path("_owner").asText("octocat"));
      default -> plain;
    };
  }

  private JsonNode repository(Call call, RepositoryName name) {
    if (!name.exists() || !world.access().sees(call.principal(), name)) {
      return NullNode.getInstance();
    }
    ObjectNode repository = Json.object();
    repository.put("__typename", "Repository");
    repository.put("_owner", name.owner());
    repository.put("id", "R_" + name.id());
    repository.put("databaseId", name.id());
    repository.put("name", name.repo());
    repository.put("nameWithOwner", name.full());
    repository.put("description", "A repository that never was");
    repository.put("url", "https://github.com/" + name.full());
    repository.put("isPrivate", name.isPrivate());
    repository.put("stargazerCount", name.id() % 5_000);
    repository.put("viewerPermission", "WRITE");
    repository.putObject("defaultBranchRef").put("__typename", "Ref").put("name", "main");
    return repository;
  }

  private static ObjectNode connection(JsonNode parent, GraphQlField field) {
    String after = field.text("after");
    int from = after.matches("[0-9]{1,6}") ? Integer.parseInt(after) : 0;
    int to = Math.min(CONNECTION, from + Math.max(0, Math.min(field.pageSize(), 100)));
    ObjectNode connection = Json.object();
    connection.put("__typename", "Connection");
    connection.put("totalCount", CONNECTION);
    ArrayNode nodes = connection.putArray("nodes");
    ArrayNode edges = connection.putArray("edges");
    for (int n = from + 1; n <= to; n++) {
      ObjectNode node = node(parent, field.name(), n);
      nodes.add(node);
      edges
          .addObject()
          .put("__typename", "Edge")
          .put("cursor", Integer.toString(n))
          .set("node", node);
    }
    connection
        .putObject("pageInfo")
        .put("__typename", "PageInfo")
        .put("hasNextPage", to < CONNECTION)
        .put("hasPreviousPage", from > 0)
        .put("startCursor", Integer.toString(from + 1))
        .put("endCursor", Integer.toString(to));
    return connection;
  }

  private static ObjectNode node(JsonNode parent, String kind, int number) {
    ObjectNode node = Json.object();
    node.put("__typename", kind);
    node.put("id", kind + "_" + number);
    node.put("number", number);
    node.put("name", kind + "-" + number);
    node.put("nameWithOwner", parent.path("login").asText("octo") + "/" + kind + "-" + number);
    node.put("title", "Number " + number);
    node.put("body", "Body of " + number);
    node.put("state", "OPEN");
    node.put("url", "https://github.com/" + kind + "/" + number);
    return node;
  }

  private static ObjectNode actor(String login) {
    ObjectNode actor = Json.object();
    actor.put("__typename", "User");
    actor.put("id", "U_" + Digests.number("user:" + login));
    actor.put("databaseId", Digests.number("user:" + login));
    actor.put("login", login);
    actor.put("name", "The " + login);
    actor.put("url", "https://github.com/" + login);
    return actor;
  }

  private static JsonNode text(String text) {
    return Json.MAPPER.getNodeFactory().textNode(text);
  }
}
