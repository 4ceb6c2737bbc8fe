package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.github.simulator.GraphQlParser.Malformed;
import dev.headgate.github.simulator.GraphQlParser.Operation;
import java.io.IOException;
import java.time.Instant;

/** The GraphQL endpoint: costs as GitHub documents them, simple queries, any mutation. */
final class GraphQl {
  private final GraphQlData data;
  private final QuotaWindows windows;

  GraphQl(GraphQlData data, QuotaWindows windows) {
    this.data = data;
    this.windows = windows;
  }

  void routes(Routes routes) {
    routes.post("/graphql", this::answer);
  }

  /** Points of a request; 1 where it is not run. */
  static int cost(Incoming request) {
    try {
      Tally tally = Tally.of(operation(request).fields());
      return tally.refusals().isEmpty() ? tally.points() : 1;
    } catch (Malformed e) {
      return 1;
    }
  }

  static boolean isMutation(Incoming request) {
    try {
      return operation(request).mutation();
    } catch (Malformed e) {
      return false;
    }
  }

  /** The 200 that says that the quota is spent. */
  static Reply limited(Principal principal, boolean newForm) {
    ObjectNode answer = Json.object();
    ObjectNode error = answer.putArray("errors").addObject();
    if (newForm) {
      error.put("type", "RATE_LIMIT");
      error.put("code", "graphql_rate_limit");
      error.put("message", Refusals.primaryText(principal).replace("exceeded", "already exceeded"));
    } else {
      error.put("type", "RATE_LIMITED");
      error.put("message", Refusals.primaryText(principal));
    }
    return Reply.json(200, answer, Reply.Storage.SILENT);
  }

  private Reply answer(Call call) {
    if (!call.principal().authenticated()) {
      return Refusals.message(
          401,
          "This endpoint requires you to be authenticated.",
          "https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-"
              + "graphql");
    }
    ObjectNode answer = Json.object();
    ArrayNode errors = Json.array();
    try {
      Operation operation = operation(call.request());
      Tally tally = Tally.of(operation.fields());
      tally.refusals().forEach(errors::add);
      if (errors.isEmpty()) {
        run(operation, tally, call, answer, errors);
      }
    } catch (Malformed e) {
      error(errors, String.valueOf(e.getMessage()));
    }
    if (!errors.isEmpty()) {
      answer.set("errors", errors);
    }
    return Reply.json(200, answer, Reply.Storage.SILENT);
  }

  private void run(
      Operation operation, Tally tally, Call call, ObjectNode answer, ArrayNode errors) {
    ObjectNode result = Json.object();
    for (GraphQlField field : operation.fields()) {
      JsonNode root = operation.mutation() ? data.mutation(field) : root(call, field, tally);
      put(result, field, root, operation.mutation() ? "Mutation" : "Query", errors);
    }
    if (!result.isEmpty() || errors.isEmpty()) {
      answer.set("data", result);
    }
  }

  private JsonNode root(Call call, GraphQlField field, Tally tally) {
    if (!field.name().equals("rateLimit")) {
      return data.root(call, field);
    }
    Quota quota = windows.quota(call.principal(), Resource.GRAPHQL, call.now());
    return Json.object()
        .put("limit", quota.limit())
        .put("cost", tally.points())
        .put("remaining", quota.remaining())
        .put("used", quota.used())
        .put("nodeCount", tally.nodes())
        .put("resetAt", World.timestamp(Instant.ofEpochSecond(quota.reset())));
  }

  /** Copies what is selected of a value; a member that is not there is an error of the query. */
  private void put(
      ObjectNode target, GraphQlField field, JsonNode value, String type, ArrayNode errors) {
    if (value.isMissingNode()) {
      error(errors, "Field '%s' doesn't exist on type '%s'".formatted(field.name(), type));
    } else if (value.isObject()) {
      target.set(field.alias(), selected(field, value, errors));
    } else if (value.isArray()) {
      ArrayNode items = target.putArray(field.alias());
      value.forEach(item -> items.add(item.isObject() ? selected(field, item, errors) : item));
    } else {
      target.set(field.alias(), value);
    }
  }

  private ObjectNode selected(GraphQlField field, JsonNode value, ArrayNode errors) {
    ObjectNode result = Json.object();
    for (GraphQlField inner : field.selections()) {
      put(
          result,
          inner,
          data.member(value, inner),
          value.path("__typename").asText("Object"),
          errors);
    }
    return result;
  }

  private static Operation operation(Incoming request) throws Malformed {
    try {
      JsonNode body = Json.read(request.body().bytes());
      return GraphQlParser.parse(
          body.path("query").asText(""),
          body.path("operationName").asText(""),
          body.path("variables"));
    } catch (IOException e) {
      throw new Malformed("A query attribute must be specified and must be a string.");
    }
  }

  private static void error(ArrayNode errors, String message) {
    errors.addObject().put("message", message);
  }
}
