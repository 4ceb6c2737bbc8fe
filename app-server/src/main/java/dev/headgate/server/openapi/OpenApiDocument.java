package dev.headgate.server.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Route;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Headgate's own endpoints as OpenAPI 3.1. Made from the routes that answer, so there is no path in
 * it that is none and no route that it leaves out; what a route takes and gives stands beside its
 * class, see {@link Fragment}.
 */
final class OpenApiDocument {
  private static final String ABOUT =
      "Headgate's own endpoints. Every other path is GitHub's REST API, or its GraphQL at /graphql,"
          + " through the gateway, and described by GitHub. Errors are problem details (RFC 9457)"
          + " with a message and the request's id. With neither HEADGATE_ADMIN_TOKEN nor"
          + " HEADGATE_API_KEYS set, all is open on loopback in the development preset, and what"
          + " needs one answers 403 elsewhere.";

  private OpenApiDocument() {}

  /**
   * The document.
   *
   * @throws IllegalStateException if a route is described nowhere, or a description is of none
   */
  static ObjectNode of(Collection<EndpointGroup> groups) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("openapi", "3.1.0");
    ObjectNode info = document.putObject("info");
    info.put("title", "Headgate");
    info.put("version", "1");
    info.put("description", ABOUT);
    info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
    document.putArray("servers").addObject().put("url", "/");
    Map<String, ObjectNode> paths = new TreeMap<>();
    Map<String, ObjectNode> schemas = new TreeMap<>();
    Set<String> described = new TreeSet<>();
    Set<String> routes = new TreeSet<>();
    for (EndpointGroup group : groups) {
      Fragment fragment = Fragment.of(group);
      fragment.operations().fieldNames().forEachRemaining(described::add);
      for (Route route : group.routes()) {
        routes.add(route.method() + " " + route.path().text());
        paths
            .computeIfAbsent(route.path().text(), path -> JsonNodeFactory.instance.objectNode())
            .set(
                route.method().toLowerCase(Locale.ROOT),
                Operation.of(route, fragment.operation(route)));
      }
      fragment
          .schemas()
          .properties()
          .forEach(entry -> schemas.put(entry.getKey(), (ObjectNode) entry.getValue()));
    }
    if (!described.equals(routes)) {
      throw new IllegalStateException(
          "described: %s (expected: the routes, %s)".formatted(described, routes));
    }
    document.putObject("paths").setAll(paths);
    ObjectNode components = document.putObject("components");
    components.putObject("schemas").setAll(schemas);
    ObjectNode problem = components.putObject("responses").putObject("Problem");
    problem.put("description", "Not granted; why, and what to do");
    problem
        .putObject("content")
        .putObject("application/problem+json")
        .putObject("schema")
        .put("$ref", "#/components/schemas/Problem");
    secrets(components.putObject("securitySchemes"));
    return document;
  }

  private static void secrets(ObjectNode schemes) {
    schemes
        .putObject("adminToken")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "HEADGATE_ADMIN_TOKEN");
    schemes
        .putObject("apiKey")
        .put("type", "apiKey")
        .put("in", "header")
        .put("name", "X-Headgate-Key")
        .put("description", "One of HEADGATE_API_KEYS");
    schemes
        .putObject("gitHubCredential")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "The GitHub credential with which a task was handed in");
  }
}
