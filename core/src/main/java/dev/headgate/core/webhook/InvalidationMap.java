package dev.headgate.core.webhook;

import dev.headgate.core.cache.ResourceSelection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which resources an event speaks of: what may be another after it. A pure function of the event's
 * name and payload; nothing is invalidated that the event does not concern.
 *
 * <p>A repository is meant by its name and by its number ({@code /repos/o/r} and {@code
 * /repositories/7}), and by its old name where it got another. Events that are not in the map, and
 * parts of payloads that are not what they should be, select nothing.
 */
public final class InvalidationMap {
  private static final String HEADS = "refs/heads/";
  private static final String TAGS = "refs/tags/";

  private static final Map<String, Entry> MAP = map();

  private InvalidationMap() {}

  /** The resources that the event speaks of; empty for an event that is not in the map. */
  public static List<ResourceSelection> of(WebhookEvent event) {
    Entry entry = MAP.get(event.name());
    if (entry == null) {
      return List.of();
    }
    Mentions mentions = new Mentions(event);
    entry.rule.accept(new Subject(event, mentions));
    return mentions.all();
  }

  /** The events in the map, and for people what each invalidates. */
  public static Map<String, String> described() {
    Map<String, String> described = new LinkedHashMap<>();
    MAP.forEach((event, entry) -> described.put(event, entry.description));
    return Collections.unmodifiableMap(described);
  }

  /** The names of the events in the map. */
  public static Set<String> events() {
    return MAP.keySet();
  }

  private static Map<String, Entry> map() {
    Map<String, Entry> map = new LinkedHashMap<>();
    map.put(
        "push",
        new Entry(
            "the branch or tag and all that is read by it: `branches`, `tags`, `commits` by name,"
                + " `contents`, `readme`, `git` refs and trees, `compare`, `stats`; `pulls`; the"
                + " repository and its owner's lists",
            InvalidationMap::push));
    map.put(
        "create", new Entry("`branches`, `tags`, `git` refs, the new ref", InvalidationMap::ref));
    map.put(
        "delete", new Entry("`branches`, `tags`, `git` refs, the old ref", InvalidationMap::ref));
    map.put(
        "pull_request",
        new Entry(
            "`pulls/N` and `issues/N` with all beneath, the lists of both, milestones, the pull"
                + " requests of its commits, the repository",
            InvalidationMap::pullRequest));
    map.put(
        "pull_request_review",
        new Entry(
            "`pulls/N` and `issues/N` with all beneath, the list of pulls",
            InvalidationMap::review));
    map.put(
        "pull_request_review_comment",
        new Entry("the same, and the comment under `pulls/comments`", InvalidationMap::review));
    map.put(
        "pull_request_review_thread", new Entry("the same as a review", InvalidationMap::review));
    map.put(
        "issues",
        new Entry(
            "`issues/N` with all beneath, the lists of issues, milestones, the repository; a"
                + " transferred issue in its new repository",
            InvalidationMap::issues));
    map.put(
        "issue_comment",
        new Entry(
            "`issues/N` with all beneath, `pulls/N` where it is one, lists of issues and comments",
            InvalidationMap::issueComment));
    map.put(
        "commit_comment",
        new Entry("`comments`, the comment, the commit", InvalidationMap::commitComment));
    map.put(
        "check_run",
        new Entry(
            "`check-runs/N`, its suite, checks of the commit and its branch, `pulls/N` it runs for",
            s -> check(s, "check_run")));
    map.put(
        "check_suite",
        new Entry(
            "`check-suites/N`, checks of the commit and its branch", s -> check(s, "check_suite")));
    map.put(
        "status",
        new Entry(
            "`statuses/SHA`, the status of the commit and of its branches",
            InvalidationMap::status));
    map.put(
        "workflow_run",
        new Entry(
            "`actions/runs`, the run with all beneath, its workflow's runs, artifacts, its suite",
            InvalidationMap::workflowRun));
    map.put(
        "workflow_job",
        new Entry(
            "`actions/jobs/N`, its run with all beneath, its check run",
            InvalidationMap::workflowJob));
    map.put(
        "release",
        new Entry("`releases`, the release, its tag, the latest", InvalidationMap::release));
    map.put(
        "repository",
        new Entry(
            "everything of the repository, under its old name and owner too; its owner's lists",
            InvalidationMap::repository));
    map.put("public", new Entry("everything of the repository", InvalidationMap::repository));
    map.put(
        "member",
        new Entry(
            "everything of the repository: who may see it has changed", InvalidationMap::member));
    map.put("fork", new Entry("`forks`, the repository", s -> s.mentions.at("").under("/forks")));
    map.put(
        "star", new Entry("`stargazers`, the repository, who starred what", InvalidationMap::star));
    map.put("watch", new Entry("the same as a star", InvalidationMap::star));
    map.put(
        "label",
        new Entry(
            "`labels`; `issues` and `pulls`, which carry them, unless it is new",
            InvalidationMap::label));
    map.put(
        "milestone",
        new Entry(
            "`milestones`; `issues` and `pulls`, which carry them, unless it is new",
            InvalidationMap::milestone));
    map.put(
        "deployment",
        new Entry("`deployments`, the deployment, `environments`", InvalidationMap::deployment));
    map.put("deployment_status", new Entry("the same", InvalidationMap::deployment));
    map.put(
        "branch_protection_rule",
        new Entry("`branches`, `rules`", s -> s.mentions.under("/branches").under("/rules")));
    map.put(
        "repository_ruleset",
        new Entry(
            "`rulesets`, `rules`, `branches`",
            s -> s.mentions.under("/rulesets").under("/rules").under("/branches")));
    map.put("page_build", new Entry("`pages`", s -> s.mentions.under("/pages")));
    map.put(
        "team",
        new Entry(
            "the organisation's teams, the team; the repository's teams and collaborators",
            InvalidationMap::team));
    map.put(
        "team_add", new Entry("the same, and everything of the repository", InvalidationMap::team));
    map.put(
        "membership",
        new Entry(
            "the team, the organisation's teams, everything of its repositories",
            InvalidationMap::access));
    map.put(
        "organization",
        new Entry(
            "the organisation, everything of its repositories: who may see them has changed",
            InvalidationMap::access));
    map.put(
        "installation",
        new Entry(
            "installations; everything of the repositories it names",
            InvalidationMap::installation));
    map.put(
        "installation_repositories",
        new Entry(
            "installations; everything of the repositories added and removed",
            InvalidationMap::installation));
    return Collections.unmodifiableMap(map);
  }

  private static void push(Subject s) {
    String ref = s.event.text("ref").orElse("");
    named(
        s,
        ref.startsWith(HEADS) || ref.startsWith(TAGS)
            ? ref.substring(ref.indexOf('/', 5) + 1)
            : ref);
    for (String read :
        List.of("/contents", "/readme", "/compare", "/stats", "/dependency-graph", "/pulls")) {
      s.mentions.under(read);
    }
    for (String read :
        List.of(
            "/commits",
            "/languages",
            "/license",
            "/community/profile",
            "/contributors",
            "/activity")) {
      s.mentions.at(read);
    }
    s.mentions
        .underSha("/commits/#/branches-where-head", "before")
        .underSha("/commits/#/branches-where-head", "after")
        .underSha("/commits/#/pulls", "after");
    touched(s);
    owned(s);
  }

  private static void ref(Subject s) {
    named(s, s.event.text("ref").orElse(""));
    s.mentions.at("/activity");
    touched(s);
  }

  /** What is read by the name of a branch or tag, and the lists of these. */
  private static void named(Subject s, String name) {
    s.mentions.at("/branches").at("/tags");
    for (String refs : List.of("/git/ref", "/git/refs", "/git/matching-refs")) {
      s.mentions.under(refs);
    }
    s.mentions.under("/git/trees/HEAD").under("/commits/HEAD");
    for (String path :
        List.of(
            "/branches/#",
            "/commits/#",
            "/commits/heads/#",
            "/commits/tags/#",
            "/git/trees/#",
            "/rules/branches/#")) {
      s.mentions.underRef(path, name);
    }
  }

  private static void pullRequest(Subject s) {
    pull(s, "number");
    pull(s, "pull_request", "number");
    s.mentions
        .at("/issues")
        .under("/issues/events")
        .under("/milestones")
        .underSha("/commits/#/pulls", "pull_request", "head", "sha")
        .underSha("/commits/#/pulls", "pull_request", "merge_commit_sha");
    touched(s);
    issueLists(s);
  }

  private static void pull(Subject s, String... number) {
    s.mentions
        .at("/pulls")
        .underNumber("/pulls/#", number)
        .underNumber("/issues/#", number)
        .underNumber("/git/ref/pull/#", number)
        .underNumber("/git/refs/pull/#", number);
  }

  private static void review(Subject s) {
    pull(s, "pull_request", "number");
    s.mentions
        .at("/issues")
        .at("/pulls/comments")
        .underNumber("/pulls/comments/#", "comment", "id")
        .at("/events");
  }

  private static void issues(Subject s) {
    s.mentions
        .at("/issues")
        .underNumber("/issues/#", "issue", "number")
        .under("/issues/events")
        .under("/milestones");
    if (s.event.has("issue", "pull_request")) {
      pull(s, "issue", "number");
    }
    touched(s);
    issueLists(s);
    s.event
        .text("changes", "new_repository", "full_name")
        .ifPresent(name -> {
          s.mentions.repository(name);
          s.mentions
              .at("")
              .at("/issues")
              .underNumber("/issues/#", "changes", "new_issue", "number");
        });
  }

  private static void issueComment(Subject s) {
    s.mentions
        .at("/issues")
        .underNumber("/issues/#", "issue", "number")
        .at("/issues/comments")
        .underNumber("/issues/comments/#", "comment", "id")
        .at("/events");
    if (s.event.has("issue", "pull_request")) {
      pull(s, "issue", "number");
    }
    issueLists(s);
  }

  private static void commitComment(Subject s) {
    s.mentions
        .at("/comments")
        .underNumber("/comments/#", "comment", "id")
        .underSha("/commits/#", "comment", "commit_id")
        .at("/commits")
        .at("/events");
  }

  private static void check(Subject s, String member) {
    s.mentions
        .underNumber("/check-runs/#", "check_run", "id")
        .underNumber("/check-suites/#", "check_run", "check_suite", "id")
        .underNumber("/check-suites/#", "check_suite", "id")
        .underSha("/commits/#/check-runs", member, "head_sha")
        .underSha("/commits/#/check-suites", member, "head_sha");
    branchChecks(s, s.event.text(member, "head_branch"));
    branchChecks(s, s.event.text(member, "check_suite", "head_branch"));
    for (WebhookEvent pull : s.event.each(member, "pull_requests")) {
      pull.number("number").ifPresent(number -> s.mentions.at("/pulls/" + number));
    }
  }

  private static void branchChecks(Subject s, Optional<String> branch) {
    branch.ifPresent(name -> {
      for (String path :
          List.of(
              "/commits/#/check-runs", "/commits/#/check-suites", "/commits/heads/#/check-runs")) {
        s.mentions.underRef(path, name);
      }
    });
  }

  private static void status(Subject s) {
    s.mentions
        .underSha("/statuses/#", "sha")
        .underSha("/commits/#/status", "sha")
        .underSha("/commits/#/statuses", "sha");
    for (WebhookEvent branch : s.event.each("branches")) {
      branch
          .text("name")
          .ifPresent(name -> {
            for (String path :
                List.of(
                    "/commits/#/status",
                    "/commits/#/statuses",
                    "/commits/heads/#/status",
                    "/statuses/#")) {
              s.mentions.underRef(path, name);
            }
          });
    }
  }

  private static void workflowRun(Subject s) {
    s.mentions
        .at("/actions/runs")
        .underNumber("/actions/runs/#", "workflow_run", "id")
        .underNumber("/actions/workflows/#/runs", "workflow_run", "workflow_id")
        .underNumber("/check-suites/#", "workflow_run", "check_suite_id")
        .at("/actions/artifacts")
        .under("/actions/cache")
        .under("/actions/caches")
        .underSha("/commits/#/check-suites", "workflow_run", "head_sha");
    s.event
        .text("workflow_run", "path")
        .map(path -> path.substring(path.lastIndexOf('/') + 1).replaceAll("@.*", ""))
        .ifPresent(file -> s.mentions.underRef("/actions/workflows/#/runs", file));
  }

  private static void workflowJob(Subject s) {
    s.mentions
        .underNumber("/actions/jobs/#", "workflow_job", "id")
        .at("/actions/runs")
        .underNumber("/actions/runs/#", "workflow_job", "run_id")
        .underNumber("/check-runs/#", "workflow_job", "id")
        .underSha("/commits/#/check-runs", "workflow_job", "head_sha")
        .under("/actions/runners");
    s.mentions.accountTree(s.mentions.owner(), "/orgs/#/actions/runners");
  }

  private static void release(Subject s) {
    s.mentions
        .at("/releases")
        .at("/releases/latest")
        .underNumber("/releases/#", "release", "id")
        .under("/releases/assets")
        .at("/tags")
        .at("/events");
    s.event
        .text("release", "tag_name")
        .ifPresent(tag -> s.mentions.underRef("/releases/tags/#", tag));
  }

  private static void repository(Subject s) {
    String name = s.event.text("repository", "name").orElse("");
    s.event
        .text("changes", "repository", "name", "from")
        .ifPresent(
            old -> s.mentions.owner().ifPresent(owner -> s.mentions.repository(owner + "/" + old)));
    for (String kind : List.of("user", "organization")) {
      Optional<String> former = s.event.text("changes", "owner", "from", kind, "login");
      former.ifPresent(owner -> s.mentions.repository(owner + "/" + name));
      ownerLists(s, former);
    }
    s.mentions.under("").path("/repositories");
    owned(s);
  }

  private static void member(Subject s) {
    s.mentions.under("");
    owned(s);
    s.mentions.accountTree(s.mentions.owner(), "/orgs/#/outside_collaborators");
  }

  private static void star(Subject s) {
    s.mentions.at("").under("/stargazers").under("/subscribers").path("/user/starred");
    s.mentions.accountTree(s.event.text("sender", "login"), "/users/#/starred");
    s.mentions.accountTree(s.event.text("sender", "login"), "/users/#/subscriptions");
  }

  private static void label(Subject s) {
    s.mentions.under("/labels");
    if (!s.event.action().equals("created")) {
      s.mentions.under("/issues").under("/pulls").under("/milestones");
    }
  }

  private static void milestone(Subject s) {
    s.mentions.under("/milestones");
    if (!s.event.action().equals("created")) {
      s.mentions.under("/issues").under("/pulls");
    }
  }

  private static void deployment(Subject s) {
    s.mentions
        .at("/deployments")
        .underNumber("/deployments/#", "deployment", "id")
        .under("/environments");
  }

  private static void team(Subject s) {
    Optional<String> org = s.event.text("organization", "login");
    s.mentions.accountTree(org, "/orgs/#/teams").path("/user/teams");
    s.event.number("team", "id").ifPresent(id -> s.mentions.tree("/teams/" + id));
    s.mentions.under("/teams").under("/collaborators").under("/assignees");
    if (s.event.name().equals("team_add") || s.event.action().contains("repository")) {
      s.mentions.under("");
    }
  }

  /** Who may see an organisation's repositories has changed, and the event does not say which. */
  private static void access(Subject s) {
    Optional<String> org = s.event.text("organization", "login");
    s.mentions
        .accountTree(org, "/orgs/#")
        .accountTree(org, "/repos/#")
        .tree("/repositories")
        .tree("/user/orgs")
        .path("/user/teams")
        .path("/user/repos");
    s.event.number("team", "id").ifPresent(id -> s.mentions.tree("/teams/" + id));
    for (String who : List.of("member", "membership")) {
      s.mentions.account(s.event.text(who, "login"), "/users/#/orgs");
      s.mentions.account(s.event.text(who, "user", "login"), "/users/#/orgs");
    }
  }

  private static void installation(Subject s) {
    s.mentions
        .path("/installation/repositories")
        .tree("/user/installations")
        .tree("/app/installations");
    s.mentions.account(
        s.event.text("installation", "account", "login"),
        "/orgs/#/installation",
        "/users/#/installation",
        "/orgs/#/installations");
    for (String list : List.of("repositories", "repositories_added", "repositories_removed")) {
      for (WebhookEvent repository : s.event.each(list)) {
        repository.text("full_name").ifPresent(s.mentions::repository);
        repository.number("id").ifPresent(id -> s.mentions.tree("/repositories/" + id));
      }
    }
    s.mentions.under("");
  }

  /** The repository itself and its feed: counts and dates in it follow most events. */
  private static void touched(Subject s) {
    s.mentions.at("").at("/events");
  }

  private static void issueLists(Subject s) {
    s.mentions.path("/issues").path("/user/issues").account(s.mentions.owner(), "/orgs/#/issues");
  }

  private static void owned(Subject s) {
    ownerLists(s, s.mentions.owner());
    s.mentions.path("/user/repos").path("/installation/repositories");
  }

  private static void ownerLists(Subject s, Optional<String> owner) {
    s.mentions.account(owner, "/orgs/#/repos", "/users/#/repos", "/orgs/#", "/users/#");
  }

  private record Subject(WebhookEvent event, Mentions mentions) {}

  private record Entry(String description, Consumer<Subject> rule) {}
}
