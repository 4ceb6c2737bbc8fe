package dev.headgate.core.quota;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Guesses which of GitHub's counters a request is booked on, until the response names it. */
public final class QuotaResource {
  /** What everything not named otherwise is booked on. */
  public static final String CORE = "core";

  /** What GraphQL is booked on. */
  public static final String GRAPHQL = "graphql";

  private static final List<Rule> RULES =
      List.of(
          new Rule(GRAPHQL, "/graphql"),
          new Rule("code_search", "/search/code"),
          new Rule("search", "/search/.*"),
          new Rule("integration_manifest", "/app-manifests/[^/]+/conversions"),
          new Rule("code_scanning_upload", "/repos/[^/]+/[^/]+/code-scanning/sarifs"),
          new Rule(
              "code_scanning_autofix",
              "/repos/[^/]+/[^/]+/code-scanning/alerts/[^/]+/autofix(?:/.*)?"),
          new Rule(
              "actions_runner_registration",
              "/(?:repos/[^/]+/[^/]+|orgs/[^/]+|enterprises/[^/]+)/actions/runners"
                  + "/(?:registration-token|remove-token|generate-jitconfig)"),
          new Rule("scim", "/scim/.*"),
          new Rule("dependency_snapshots", "/repos/[^/]+/[^/]+/dependency-graph/snapshots"),
          new Rule("dependency_sbom", "/repos/[^/]+/[^/]+/dependency-graph/sbom"),
          new Rule("audit_log", "/(?:orgs|enterprises)/[^/]+/audit-log"),
          new Rule("audit_log_streaming", "/enterprises/[^/]+/audit-log/streams(?:/.*)?"));

  /** Those whose window is a minute; all others have an hour. */
  private static final Set<String> BY_THE_MINUTE =
      Set.of(
          "search",
          "code_search",
          "source_import",
          "dependency_snapshots",
          "code_scanning_autofix");

  /** First segments of the paths that a pattern may fit, besides that of repositories. */
  private static final Set<String> SPECIAL =
      Set.of("graphql", "search", "app-manifests", "orgs", "enterprises", "scim");

  private QuotaResource() {}

  /** The counter that a path is probably booked on. */
  public static String of(String path) {
    if (plain(path)) {
      return CORE;
    }
    for (Rule rule : RULES) {
      if (rule.path.matcher(path).matches()) {
        return rule.resource;
      }
    }
    return CORE;
  }

  /** How long a counter's window is (GitHub Docs, "REST API endpoints for rate limits"). */
  public static Duration window(String resource) {
    return BY_THE_MINUTE.contains(resource) ? Duration.ofMinutes(1) : Duration.ofHours(1);
  }

  /** Most paths, told without a pattern, since this is asked for every request. */
  private static boolean plain(String path) {
    if (path.startsWith("/repos/")) {
      return !path.contains("/code-scanning/")
          && !path.contains("/dependency-graph/")
          && !path.contains("/actions/runners/");
    }
    int slash = path.indexOf('/', 1);
    return !SPECIAL.contains(path.substring(1, slash < 0 ? path.length() : slash));
  }

  private record Rule(String resource, Pattern path) {
    Rule(String resource, String path) {
      this(resource, Pattern.compile(path));
    }
  }
}
