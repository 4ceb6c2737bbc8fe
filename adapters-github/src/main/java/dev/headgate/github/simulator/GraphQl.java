package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.github.simulator.GraphQlParser.Malformed;
import dev.headgate.github.simulator.GraphQlParser.Operation;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

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

  /**
   * Points of a request: the requests needed for each connection with its parents full, divided by
   * a hundred and rounded, at least 1.
   */
  static int cost(Incoming request) {
    try {
      long requests = requests(operation(request).fields(), 1);
      return (int) Math.clamp(Math.round(requests / 100.0), 1L, Integer.MAX_VALUE);
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
      ObjectNode result = Json.object();
      for (GraphQlField field : operation.fields()) {
        JsonNode root = operation.mutation() ? data.mutation(field) : root(call, field);
        put(result, field, root, operation.mutation() ? "Mutation" : "Query", errors);
      }
      if (!result.isEmpty() || errors.isEmpty()) {
        answer.set("data", result);
      }
    } catch (Malformed e) {
      error(errors, String.valueOf(e.getMessage()));
    }
    if (!errors.isEmpty()) {
      answer.set("errors", errors);
    }
    return Reply.json(200, answer, Reply.Storage.SILENT);
  }

  private JsonNode root(Call call, GraphQlField field) {
    if (!field.name().equals("rateLimit")) {
      return data.root(call, field);
    }
    Quota quota = windows.quota(call.principal(), Resource.GRAPHQL, call.now());
    return Json.object()
        .put("limit", quota.limit())
        .put("cost", cost(call.request()))
        .put("remaining", quota.remaining())
        .put("used", quota.used())
        .put("nodeCount", 0)
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

  private static long requests(List<GraphQlField> fields, long parents) {
    long sum = 0;
    for (GraphQlField field : fields) {
      int size = field.pageSize();
      sum += size > 0 ? parents : 0;
      sum += requests(field.selections(), size > 0 ? parents * Math.min(size, 100) : parents);
    }
    return sum;
  }

  private static Operation operation(Incoming request) throws Malformed {
    try {
      JsonNode body = Json.read(request.body().bytes());
      return GraphQlParser.parse(body.path("query").asText(""), body.path("variables"));
    } catch (IOException e) {
      throw new Malformed("A query attribute must be specified and must be a string.");
    }
  }

  private static void error(ArrayNode errors, String message) {
    errors.addObject().put("message", message);
  }
}
