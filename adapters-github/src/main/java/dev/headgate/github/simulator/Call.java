package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One request on its way through an endpoint. */
record Call(Incoming request, Principal principal, Map<String, String> variables, Instant now) {

  Call {
    variables = Map.copyOf(variables);
  }

  String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no variable " + name);
    }
    return value;
  }

  /** A variable that must be a positive number; empty means 404. */
  Optional<Long> id(String name) {
    try {
      return Optional.of(Long.parseLong(variable(name))).filter(number -> number > 0);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  String base() {
    return request.base();
  }

  RepositoryName repository() {
    return new RepositoryName(variable("owner"), variable("repo"));
  }

  /** The body as a JSON object; empty if it is something else. */
  Optional<ObjectNode> json() {
    return body().filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
  }

  /** The body as any JSON; empty if it is none. */
  Optional<JsonNode> body() {
    try {
      return Optional.of(Json.read(request.body().bytes()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
