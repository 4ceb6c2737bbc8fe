package dev.headgate.core.priority;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How urgent a request to GitHub is when its sender does not say: writes that others wait for are
 * high, reads normal, what is done in bulk low.
 */
public final class EndpointPriority {
  /** What is built in, and nothing else. */
  public static final EndpointPriority BUILT_IN = new EndpointPriority(List.of());

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  /** Writes whose result is shown where people wait for it. */
  private static final Pattern AWAITED =
      Pattern.compile(
          ".*/(?:check-runs|check-suites|statuses|comments|reviews|deployments)(?:/.*)?");

  /** Reads that are large, or one of very many. */
  private static final List<Pattern> BULK =
      List.of(
          Pattern.compile("/search/.*"),
          Pattern.compile("/repos/[^/]+/[^/]+/(?:zipball|tarball)(?:/.*)?"),
          Pattern.compile("/repos/[^/]+/[^/]+/actions/(?:artifacts/[^/]+|runs/[^/]+/logs).*"),
          Pattern.compile("/repos/[^/]+/[^/]+/(?:stats|traffic)/.*"),
          Pattern.compile("/(?:orgs|enterprises)/[^/]+/audit-log"),
          Pattern.compile("/(?:organizations|users|repositories)"));

  private static final Pattern LATER_PAGE = Pattern.compile("(?:.*&)?page=(?!1(?:&|$)).+");

  private final List<PriorityRule> rules;

  /** The first of these rules that fits, else what is built in. */
  public EndpointPriority(List<PriorityRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * The priority of a request with this method and path, {@code query} without the question mark.
   */
  public Priority of(String method, String path, String query) {
    for (PriorityRule rule : rules) {
      if (rule.matches(method, path)) {
        return rule.priority();
      }
    }
    if (!READS.contains(method)) {
      return AWAITED.matcher(path).matches() ? Priority.HIGH : Priority.NORMAL;
    }
    if (paged(query)) {
      return Priority.LOW;
    }
    for (Pattern pattern : BULK) {
      if (pattern.matcher(path).matches()) {
        return Priority.LOW;
      }
    }
    return Priority.NORMAL;
  }

  /** Whoever turns to a page behind the first walks through a whole list. */
  private static boolean paged(String query) {
    return query.contains("page=") && LATER_PAGE.matcher(query).matches();
  }
}
