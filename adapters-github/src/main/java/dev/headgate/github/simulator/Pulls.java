package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pull requests, numbered from 1 beside the issues. */
final class Pulls {
  private static final int GENERATED = 12;
  private static final String PULLS = "/repos/{owner}/{repo}/pulls";

  private final World world;

  Pulls(World world) {
    this.world = world;
  }

  void routes(Routes routes) {
    routes
        .get(PULLS, this::list)
        .post(PULLS, this::create)
        .get(PULLS + "/{number}", this::one)
        .get(PULLS + "/{number}/files", this::files)
        .get(PULLS + "/{number}/comments", call -> Reply.json(Json.array()))
        .get(PULLS + "/{number}/reviews", call -> Reply.json(Json.array()));
  }

  private Reply list(Call call) {
    List<ObjectNode> pulls = new ArrayList<>(world.changes().created(path(call)));
    for (int n = generated(call); n >= 1; n--) {
      pulls.add(pull(call, n, "Pull request " + n, "feature/" + n, "main", World.moment(n)));
    }
    return Pages.list(call, world.ids().repository(call.repository()) + "/pulls", pulls);
  }

  private Reply one(Call call) {
    Optional<ObjectNode> pull = call.id("number").flatMap(number -> find(call, number));
    if (pull.isEmpty()) {
      return Refusals.notFound();
    }
    for (String kind : List.of("diff", "patch")) {
      if (call.request().wants(kind)) {
        String sha = pull.get().path("head").path("sha").asText();
        return Reply.text(
            "application/vnd.github." + kind + "; charset=utf-8", Git.diff(kind, sha));
      }
    }
    ObjectNode full = pull.get();
    full.put("merged", false).put("mergeable", true).put("comments", 0).put("commits", 1);
    full.put("additions", 1).put("deletions", 1).put("changed_files", 1);
    return Writes.dated(full);
  }

  private Optional<ObjectNode> find(Call call, long number) {
    return number <= generated(call)
        ? Optional.of(
            pull(
                call,
                Math.toIntExact(number),
                "Pull request " + number,
                "feature/" + number,
                "main",
                World.moment(number)))
        : world.changes().created(path(call), number);
  }

  private Reply create(Call call) {
    return Writes.checked(
        call,
        "PullRequest",
        List.of("title", "head", "base"),
        fields ->
            Writes.created(
                world
                    .changes()
                    .create(
                        path(call),
                        generated(call),
                        n ->
                            pull(
                                call,
                                n,
                                fields.path("title").asText(),
                                fields.path("head").asText(),
                                fields.path("base").asText(),
                                call.now()))));
  }

  private Reply files(Call call) {
    ObjectNode file = Json.object();
    file.put("sha", Git.sha(call.repository(), "README.md"));
    file.put("filename", "README.md").put("status", "modified").put("additions", 1);
    file.put(
        "contents_url", call.base() + call.repository().path() + "/contents/README.md?ref=main");
    String number = call.variable("number");
    String repository = world.ids().repository(call.repository());
    return Pages.list(call, repository + "/pulls/" + number + "/files", List.of(file));
  }

  private static int generated(Call call) {
    return call.repository().isEmpty() ? 0 : GENERATED;
  }

  private static String path(Call call) {
    return call.repository().path() + "/pulls";
  }

  private static ObjectNode pull(
      Call call, int number, String title, String head, String base, Instant moment) {
    RepositoryName name = call.repository();
    String url = call.base() + path(call) + "/" + number;
    String issue = call.base() + name.path() + "/issues/" + number;
    String web = "https://github.com/" + name.full() + "/pull/" + number;
    ObjectNode pull = Json.object();
    pull.put("url", url);
    pull.put("id", name.id() * 10_000L + 5_000 + number);
    pull.put("node_id", "PR_" + Digests.sha1Hex(url).substring(0, 12));
    pull.put("html_url", web);
    pull.put("diff_url", web + ".diff");
    pull.put("patch_url", web + ".patch");
    pull.put("issue_url", issue);
    pull.put("number", number);
    pull.put("state", "open");
    pull.put("title", title);
    pull.set("user", Actors.simple(call.base(), "octocat"));
    pull.put("body", "Resolves " + issue);
    pull.put("created_at", World.timestamp(moment));
    pull.put("updated_at", World.timestamp(moment));
    pull.put("commits_url", url + "/commits");
    pull.put("review_comments_url", url + "/comments");
    pull.put("review_comment_url", call.base() + name.path() + "/pulls/comments{/number}");
    pull.put("comments_url", issue + "/comments");
    pull.set("head", side(call, head));
    pull.set("base", side(call, base));
    pull.put("draft", false);
    return pull;
  }

  private static ObjectNode side(Call call, String ref) {
    RepositoryName name = call.repository();
    ObjectNode side = Json.object();
    side.put("label", name.owner() + ":" + ref).put("ref", ref).put("sha", Git.sha(name, ref));
    side.set("user", Actors.simple(call.base(), name.owner()));
    side.set("repo", Repositories.json(call.base(), name));
    return side;
  }
}
