package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** GraphQL's forms of refusal, and its costs. */
final class GraphQl {
  private GraphQl() {}

  static boolean isMutation(Incoming request) {
    return query(request).strip().startsWith("mutation");
  }

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

  private static String query(Incoming request) {
    return new Call(request, Principal.anonymous(""), java.util.Map.of(), java.time.Instant.EPOCH)
        .json()
        .map(json -> json.path("query").asText(""))
        .orElse("");
  }
}
