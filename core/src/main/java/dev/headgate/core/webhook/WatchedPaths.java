package dev.headgate.core.webhook;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The paths whose changes GitHub tells by events, and all the events that it takes to hear of every
 * change. A path that is not here is never served on the word of webhooks: lists over repositories,
 * members and collaborators, searches.
 */
public final class WatchedPaths {
  private static final Pattern REPOSITORY =
      Pattern.compile("/(repos/[^/]+/[^/]+|repositories/[0-9]+)(/.*)?");

  private static final Map<Pattern, Family> FAMILIES = new LinkedHashMap<>();

  static {
    family("", "", "push", "issues", "pull_request", "star", "fork");
    family(
        "/issues/**",
        "/issues(/.*)?",
        "issues",
        "issue_comment",
        "pull_request",
        "label",
        "milestone");
    family(
        "/pulls/**",
        "/pulls(/.*)?",
        "pull_request",
        "pull_request_review",
        "pull_request_review_comment",
        "issues",
        "issue_comment",
        "push",
        "label",
        "milestone",
        "check_run",
        "status");
    family(
        "/commits/*/check-runs, /commits/*/check-suites, /check-runs/**, /check-suites/**",
        "/commits/.+/check-(runs|suites)|/check-(runs|suites)(/.*)?",
        "check_run",
        "check_suite",
        "workflow_run",
        "push");
    family(
        "/commits/*/status, /commits/*/statuses, /statuses/**",
        "/commits/.+/status(es)?|/statuses/.*",
        "status",
        "push");
    family(
        "/commits/*/comments, /comments/**",
        "/commits/.+/comments|/comments(/.*)?",
        "commit_comment");
    family("/commits/*/pulls", "/commits/.+/pulls", "pull_request", "push");
    family("/commits/**", "/commits(/.*)?", "push", "create", "delete", "commit_comment");
    family(
        "/branches/**", "/branches(/[^/]+)?", "push", "create", "delete", "branch_protection_rule");
    family("/contents/**, /readme/**", "/(contents|readme)(/.*)?", "push");
    family(
        "/git/ref/**, /git/refs/**, /git/matching-refs/**, /git/trees/**",
        "/git/(ref|refs|matching-refs|trees)(/.*)?",
        "push",
        "create",
        "delete",
        "pull_request");
    family("/tags", "/tags", "push", "create", "delete");
    family("/releases/**", "/releases(/.*)?", "release");
    family(
        "/actions/runs/**, /actions/workflows/*/runs",
        "/actions/(runs(/.*)?|workflows/[^/]+/runs)",
        "workflow_run",
        "workflow_job");
    family("/actions/jobs/**", "/actions/jobs/.*", "workflow_job");
    family("/labels/**", "/labels(/.*)?", "label");
    family("/milestones/**", "/milestones(/.*)?", "milestone", "issues", "pull_request", "label");
    family("/deployments/**", "/deployments(/.*)?", "deployment", "deployment_status");
  }

  private WatchedPaths() {}

  /**
   * What it takes to hear of every change of that path; empty for a path that is not watched.
   *
   * @param path raw, without a query
   */
  static Optional<Watched> of(String path) {
    Matcher repository = REPOSITORY.matcher(path);
    if (!repository.matches()) {
      return Optional.empty();
    }
    String rest = repository.group(2) == null ? "" : repository.group(2);
    for (Map.Entry<Pattern, Family> family : FAMILIES.entrySet()) {
      if (family.getKey().matcher(rest).matches()) {
        String scope = repository.group(1).toLowerCase(Locale.ROOT);
        return Optional.of(new Watched(scope, family.getValue().events));
      }
    }
    return Optional.empty();
  }

  /** Paths below a repository, as people write them, and the events that each needs. */
  public static Map<String, Set<String>> described() {
    Map<String, Set<String>> described = new LinkedHashMap<>();
    FAMILIES.values().forEach(family -> described.put(family.paths, family.events));
    return Collections.unmodifiableMap(described);
  }

  private static void family(String paths, String pattern, String... events) {
    Set<String> all = new TreeSet<>(List.of(events));
    // Renamed, deleted or made private: that concerns whatever is in it.
    all.add("repository");
    FAMILIES.put(
        Pattern.compile(pattern),
        new Family(
            paths.isEmpty() ? "the repository itself" : paths, Collections.unmodifiableSet(all)));
  }

  /**
   * What it takes.
   *
   * @param scope the repository: {@code repos/o/r} or {@code repositories/7}, in lower case
   * @param events the events, all of which are needed
   */
  record Watched(String scope, Set<String> events) {}

  private record Family(String paths, Set<String> events) {}
}
