package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;

/** Repositories as objects, and what hangs directly under one. */
final class Repositories {
  private static final List<String> TEMPLATES =
      List.of(
          "archive_url /{archive_format}{/ref}",
          "assignees_url /assignees{/user}",
          "blobs_url /git/blobs{/sha}",
          "branches_url /branches{/branch}",
          "collaborators_url /collaborators{/collaborator}",
          "comments_url /comments{/number}",
          "commits_url /commits{/sha}",
          "compare_url /compare/{base}...{head}",
          "contents_url /contents/{+path}",
          "contributors_url /contributors",
          "deployments_url /deployments",
          "downloads_url /downloads",
          "events_url /events",
          "forks_url /forks",
          "git_commits_url /git/commits{/sha}",
          "git_refs_url /git/refs{/sha}",
          "git_tags_url /git/tags{/sha}",
          "hooks_url /hooks",
          "issue_comment_url /issues/comments{/number}",
          "issue_events_url /issues/events{/number}",
          "issues_url /issues{/number}",
          "keys_url /keys{/key_id}",
          "labels_url /labels{/name}",
          "languages_url /languages",
          "merges_url /merges",
          "milestones_url /milestones{/number}",
          "notifications_url /notifications{?since,all,participating}",
          "pulls_url /pulls{/number}",
          "releases_url /releases{/id}",
          "stargazers_url /stargazers",
          "statuses_url /statuses/{sha}",
          "subscribers_url /subscribers",
          "subscription_url /subscription",
          "tags_url /tags",
          "teams_url /teams",
          "trees_url /git/trees{/sha}");

  private final World world;

  Repositories(World world) {
    this.world = world;
  }

  void routes(Routes routes) {
    routes
        .get("/repos/{owner}/{repo}", this::repository)
        .on("PATCH", "/repos/{owner}/{repo}", this::edit)
        .get("/repos/{owner}/{repo}/languages", call -> Reply.json(Json.object().put("Java", 4096)))
        .get("/repos/{owner}/{repo}/topics", Repositories::topics)
        .get("/installation/repositories", Repositories::ofInstallation);
  }

  static ObjectNode json(String base, RepositoryName name) {
    String url = base + name.path();
    String web = "https://github.com/" + name.full();
    ObjectNode repository = Json.object();
    repository.put("id", name.id());
    repository.put("node_id", "R_" + Digests.sha1Hex(name.full()).substring(0, 12));
    repository.put("name", name.repo());
    repository.put("full_name", name.full());
    repository.put("private", name.isPrivate());
    repository.set("owner", Actors.simple(base, name.owner()));
    repository.put("html_url", web);
    repository.put("description", "A repository that never was");
    repository.put("fork", false);
    repository.put("url", url);
    for (String template : TEMPLATES) {
      int space = template.indexOf(' ');
      repository.put(template.substring(0, space), url + template.substring(space + 1));
    }
    repository.put("git_url", "git://github.com/" + name.full() + ".git");
    repository.put("ssh_url", "git@github.com:" + name.full() + ".git");
    repository.put("clone_url", web + ".git");
    repository.putNull("mirror_url");
    repository.put("homepage", "https://example.org");
    repository.put("created_at", World.timestamp(World.moment(0)));
    repository.put("updated_at", World.timestamp(World.moment(name.id())));
    repository.put("pushed_at", World.timestamp(World.moment(name.id())));
    repository.put("size", 108);
    repository.put("stargazers_count", name.id() % 5_000);
    repository.put("watchers_count", name.id() % 5_000);
    repository.put("language", "Java");
    repository.put("forks_count", 9);
    repository.put("open_issues_count", name.isEmpty() ? 0 : Issues.GENERATED);
    repository.put("archived", false);
    repository.put("disabled", false);
    repository.put("visibility", name.isPrivate() ? "private" : "public");
    repository.put("default_branch", "main");
    ObjectNode permissions = repository.putObject("permissions");
    permissions.put("admin", false).put("push", true).put("pull", true);
    return repository;
  }

  private Reply repository(Call call) {
    RepositoryName name = call.repository();
    ObjectNode json = world.changes().patched(name.path(), json(call.base(), name));
    return Writes.dated(json);
  }

  private Reply edit(Call call) {
    return call.json()
        .map(fields -> {
          fields.put("updated_at", World.timestamp(call.now()));
          world.changes().patch(call.repository().path(), fields);
          return repository(call);
        })
        .orElseGet(Refusals::problemsParsingJson);
  }

  private static Reply topics(Call call) {
    ObjectNode topics = Json.object();
    topics.set("names", Json.strings(List.of("quota", "mirror")));
    return Reply.json(topics);
  }

  private static Reply ofInstallation(Call call) {
    if (call.principal().kind() != Principal.Kind.INSTALLATION) {
      return Refusals.notForIntegrations();
    }
    List<ObjectNode> all =
        IntStream.rangeClosed(1, Actors.REPOSITORIES)
            .mapToObj(n -> json(call.base(), new RepositoryName("acme", "repo-" + n)))
            .toList();
    ObjectNode page = Json.object();
    page.put("total_count", all.size());
    page.put("repository_selection", "selected");
    page.set("repositories", Json.array(Pages.slice(call, all)));
    Reply reply = Reply.json(page);
    String link = Pages.link(call, "/installation/repositories", all.size());
    return link.isEmpty() ? reply : reply.with("Link", link);
  }
}
