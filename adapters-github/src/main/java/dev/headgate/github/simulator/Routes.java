package dev.headgate.github.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table of endpoints. A template's segments are literal, {@code {name}} (one segment) or, last,
 * {@code {name+}} (the rest). The first template that fits wins.
 */
final class Routes {

  /** Answers one request. */
  @FunctionalInterface
  interface Endpoint {
    Reply answer(Call call);
  }

  /** A template with the methods it serves. */
  record Route(String template, List<String> segments, Map<String, Endpoint> endpoints) {}

  /** A route that fits a path, with the values of its variables. */
  record Match(Route route, Map<String, String> variables) {}

  private final Map<String, Route> byTemplate = new LinkedHashMap<>();
  private final List<Route> routes = new ArrayList<>();

  Routes get(String template, Endpoint endpoint) {
    return on("GET", template, endpoint);
  }

  Routes post(String template, Endpoint endpoint) {
    return on("POST", template, endpoint);
  }

  Routes on(String method, String template, Endpoint endpoint) {
    Route route =
        byTemplate.computeIfAbsent(
            template,
            text -> {
              Route fresh = new Route(text, split(text), new HashMap<>());
              routes.add(fresh);
              return fresh;
            });
    route.endpoints().put(method, endpoint);
    return this;
  }

  Optional<Match> match(List<String> segments) {
    for (Route route : routes) {
      Optional<Map<String, String>> variables = fit(route.segments(), segments);
      if (variables.isPresent()) {
        return Optional.of(new Match(route, variables.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Map<String, String>> fit(List<String> template, List<String> path) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < template.size(); i++) {
      String expected = template.get(i);
      if (i >= path.size()) {
        return Optional.empty();
      }
      if (expected.endsWith("+}")) {
        variables.put(
            expected.substring(1, expected.length() - 2),
            String.join("/", path.subList(i, path.size())));
        return Optional.of(variables);
      }
      if (expected.startsWith("{")) {
        if (path.get(i).isEmpty()) {
          return Optional.empty();
        }
        variables.put(expected.substring(1, expected.length() - 1), path.get(i));
      } else if (!expected.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return template.size() == path.size() ? Optional.of(variables) : Optional.empty();
  }

  private static List<String> split(String template) {
    return List.of(template.substring(1).split("/", -1));
  }
}
