package dev.headgate.server.endpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request: literal paths go before templates, templates by their order. */
final class RouteTable {
  private final Map<String, List<Route>> literal = new HashMap<>();
  private final Map<PathTemplate, List<Route>> templates = new HashMap<>();
  private final List<PathTemplate> order = new ArrayList<>();

  RouteTable(List<Route> routes) {
    for (Route route : routes) {
      PathTemplate path = route.path();
      List<Route> here =
          path.literal()
              ? literal.computeIfAbsent(path.text(), text -> new ArrayList<>())
              : templates.computeIfAbsent(path, this::ordered);
      if (here.stream().anyMatch(other -> other.method().equals(route.method()))) {
        throw new IllegalArgumentException(
            "route: %s %s (expected: once)".formatted(route.method(), path.text()));
      }
      here.add(route);
    }
  }

  private List<Route> ordered(PathTemplate path) {
    order.add(path);
    return new ArrayList<>();
  }

  Found find(String method, String path) {
    @Nullable List<Route> exact = literal.get(path);
    if (exact != null) {
      return among(exact, method, Map.of());
    }
    for (PathTemplate template : order) {
      @Nullable Map<String, String> variables = template.variables(path);
      if (variables != null) {
        return among(templates.getOrDefault(template, List.of()), method, variables);
      }
    }
    return new Found.Nothing();
  }

  private static Found among(List<Route> routes, String method, Map<String, String> variables) {
    Set<String> allowed = new LinkedHashSet<>();
    for (Route route : routes) {
      if (route.answers(method)) {
        return new Found.Endpoint(route, variables);
      }
      allowed.add(route.method());
      if (route.method().equals("GET")) {
        allowed.add("HEAD");
      }
    }
    return new Found.OtherMethods(String.join(", ", allowed));
  }

  /** What there is for a request. */
  sealed interface Found {
    /** An endpoint, with the variables of its path. */
    record Endpoint(Route route, Map<String, String> variables) implements Found {}

    /** Endpoints at this path for other methods only, as an Allow field lists them. */
    record OtherMethods(String allowed) implements Found {}

    /** Nothing at this path. */
    record Nothing() implements Found {}
  }
}
