package dev.headgate.core.http;

import java.util.Set;

/**
 * Names the route of a path, as GitHub's documentation writes it: {@code
 * /repos/{owner}/{repo}/issues/{number}} for {@code /repos/octocat/hello/issues/7}. It is what
 * metrics are labelled with and what points are counted by, in place of the path itself, which
 * tells too much and never ends.
 *
 * <p>The results are finite by construction: each is one of two strings held by a node of a tree
 * that is built once from a fixed list, and nothing of the path ever enters them. A path that
 * leaves the list below a known route gives that route with {@code /*} behind it; one that leaves
 * it at the root gives {@value #OTHER}. Headgate's own endpoints are in the list; {@code /api/v3}
 * and {@code /api/graphql}, where GitHub Enterprise Server has the API, give what api.github.com's
 * form gives. {@code /user/{id}}, {@code /organizations/{id}} and {@code /repositories/{id}} are
 * the forms of GitHub's own page links.
 *
 * <p>Pure; allocates only what it looks up segments with; safe for use by several threads.
 */
public final class RouteTemplate {
  /** The template of every path whose first segment is unknown. */
  public static final String OTHER = "other";

  private static final String ENTERPRISE = "/api/v3";
  private static final RouteTemplateNode ROOT = RouteTemplatePaths.tree();

  private RouteTemplate() {}

  /**
   * The template of a path.
   *
   * @param path raw, still percent-encoded, without a query: an encoded slash separates nothing
   */
  public static String of(String path) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return OTHER;
    }
    return path.startsWith("/api/") || path.equals(ENTERPRISE) ? underApi(path) : from(path, 1);
  }

  /** Every string that {@link #of} can give. */
  static Set<String> all() {
    return ROOT.templates();
  }

  private static String underApi(String path) {
    if (path.equals("/api/graphql")) {
      return "/graphql";
    }
    boolean enterprise =
        path.startsWith(ENTERPRISE)
            && (path.length() == ENTERPRISE.length() || path.charAt(ENTERPRISE.length()) == '/');
    return from(path, enterprise ? ENTERPRISE.length() + 1 : 1);
  }

  private static String from(String path, int start) {
    RouteTemplateNode node = ROOT;
    int end = path.length();
    for (int at = start; at < end; ) {
      int slash = path.indexOf('/', at);
      int stop = slash < 0 ? end : slash;
      RouteTemplateNode next = node.child(path, at, stop);
      if (next == null) {
        return node.beyond();
      }
      if (next.greedy()) {
        return next.template();
      }
      node = next;
      at = stop + 1;
    }
    return node.template();
  }
}
