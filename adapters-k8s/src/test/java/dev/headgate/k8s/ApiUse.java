package dev.headgate.k8s;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request to an API server, in RBAC's words.
 *
 * @param verb such as {@code create}
 * @param group the API group; empty for the core's
 * @param resource such as {@code jobs}, or a path such as {@code /version}
 * @param headgate whether Headgate made it, and not the test around it
 */
record ApiUse(String verb, String group, String resource, boolean headgate) {
  private static final Pattern PATH =
      Pattern.compile(
          "/(?:api/v1|apis/(?<group>[^/]+)/[^/]+)/namespaces/[^/]+/(?<resource>[^/?]+)"
              + "(?<name>/[^/?]+)?(?<sub>/[^/?]+)?(?<query>\\?.*)?");

  static ApiUse of(String method, String path, String agent) {
    Matcher matcher = PATH.matcher(path);
    boolean ours = agent.startsWith("headgate");
    if (!matcher.matches()) {
      return new ApiUse(method.toLowerCase(Locale.ROOT), "", path, ours);
    }
    String group = matcher.group("group");
    String sub = matcher.group("sub");
    String query = matcher.group("query");
    boolean named = matcher.group("name") != null;
    boolean watches = query != null && query.contains("watch=true");
    String verb =
        switch (method) {
          case "GET" -> watches ? "watch" : named ? "get" : "list";
          case "POST" -> "create";
          case "PUT" -> "update";
          case "PATCH" -> "patch";
          case "DELETE" -> named ? "delete" : "deletecollection";
          default -> method;
        };
    return new ApiUse(
        verb,
        group == null ? "" : group,
        matcher.group("resource") + (sub == null ? "" : sub),
        ours);
  }
}
