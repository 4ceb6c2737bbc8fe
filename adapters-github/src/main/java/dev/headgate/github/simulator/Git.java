package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Commits, branches, tags and refs. Names may hold slashes, raw or as {@code %2F}. */
final class Git {
  private static final int COMMITS = 45;
  private static final List<String> BRANCHES = List.of("main", "develop", "feature/one");
  private static final String REPO = "/repos/{owner}/{repo}";

  private final World world;

  Git(World world) {
    this.world = world;
  }

  void routes(Routes routes) {
    routes
        .get(REPO + "/commits", this::commits)
        .get(REPO + "/commits/{sha+}", this::commit)
        .get(REPO + "/branches", this::branches)
        .get(REPO + "/branches/{branch+}", Git::branch)
        .get(REPO + "/tags", this::tags)
        .get(REPO + "/git/ref/{ref+}", Git::ref)
        .get(REPO + "/git/refs/{ref+}", Git::ref)
        .get(
            REPO + "/git/matching-refs/{ref+}",
            call -> Reply.json(Json.array(List.of(refJson(call, call.variable("ref"))))))
        .post(REPO + "/git/refs", this::createRef)
        .get(REPO + "/git/commits/{sha}", Git::gitCommit)
        .get(REPO + "/git/trees/{sha}", Git::tree)
        .get(REPO + "/compare/{basehead+}", this::compare);
  }

  static String sha(RepositoryName name, Object what) {
    return Digests.sha1Hex(name.full() + ":" + what);
  }

  private Reply commits(Call call) {
    List<ObjectNode> commits =
        IntStream.rangeClosed(1, COMMITS)
            .mapToObj(n -> commitJson(call, sha(call.repository(), COMMITS - n), COMMITS - n))
            .toList();
    return Pages.list(call, world.ids().repository(call.repository()) + "/commits", commits);
  }

  private Reply commit(Call call) {
    String name = call.variable("sha");
    if (name.contains("missing")) {
      return Refusals.message(
          422, "No commit found for SHA: " + name, "https://docs.github.com/rest");
    }
    String sha = name.matches("[0-9a-f]{40}") ? name : sha(call.repository(), name);
    if (call.request().wants("sha")) {
      return Reply.text("application/vnd.github.sha; charset=utf-8", sha);
    }
    if (call.request().wants("diff") || call.request().wants("patch")) {
      String kind = call.request().wants("diff") ? "diff" : "patch";
      return Reply.text("application/vnd.github." + kind + "; charset=utf-8", diff(kind, sha));
    }
    ObjectNode json = commitJson(call, sha, 1);
    json.putObject("stats").put("total", 2).put("additions", 1).put("deletions", 1);
    json.putArray("files").addObject().put("filename", "README.md").put("status", "modified");
    return Reply.json(json).lastModified(World.moment(1));
  }

  static String diff(String kind, String sha) {
    String diff =
        """
        diff --git a/README.md b/README.md
        --- a/README.md
        +++ b/README.md
        @@ -1 +1 @@
        -old
        +new https://api.github.com/zen
        """;
    return kind.equals("diff") ? diff : "From " + sha + " Mon Sep 17 00:00:00 2001\n" + diff;
  }

  private static ObjectNode commitJson(Call call, String sha, int number) {
    RepositoryName name = call.repository();
    String url = call.base() + name.path();
    Instant moment = World.moment(number * 10L);
    ObjectNode json = Json.object();
    json.put("sha", sha);
    json.put("node_id", "C_" + sha.substring(0, 12));
    ObjectNode commit = json.putObject("commit");
    commit.set("author", person(moment));
    commit.set("committer", person(moment));
    commit.put("message", "Change number " + number + ", see " + url + "/issues/1");
    commit.putObject("tree").put("sha", sha).put("url", url + "/git/trees/" + sha);
    commit.put("url", url + "/git/commits/" + sha);
    commit.put("comment_count", 0);
    json.put("url", url + "/commits/" + sha);
    json.put("html_url", "https://github.com/" + name.full() + "/commit/" + sha);
    json.put("comments_url", url + "/commits/" + sha + "/comments");
    json.set("author", Actors.simple(call.base(), "octocat"));
    json.set("committer", Actors.simple(call.base(), "octocat"));
    String parent = sha(name, "parent of " + sha);
    json.putArray("parents")
        .addObject()
        .put("sha", parent)
        .put("url", url + "/commits/" + parent)
        .put("html_url", "https://github.com/" + name.full() + "/commit/" + parent);
    return json;
  }

  private static ObjectNode person(Instant moment) {
    return Json.object()
        .put("name", "The Octocat")
        .put("email", "octocat@example.org")
        .put("date", World.timestamp(moment));
  }

  private Reply branches(Call call) {
    List<ObjectNode> branches = BRANCHES.stream().map(name -> branchJson(call, name)).toList();
    return Pages.list(call, world.ids().repository(call.repository()) + "/branches", branches);
  }

  private static Reply branch(Call call) {
    String name = call.variable("branch");
    if (name.contains("missing")) {
      return Refusals.message(404, "Branch not found", "https://docs.github.com/rest");
    }
    ObjectNode branch = branchJson(call, name);
    ObjectNode links = branch.putObject("_links");
    links.put("self", branch.path("commit").path("url").asText());
    links.put("html", "https://github.com/" + call.repository().full() + "/tree/" + name);
    return Reply.json(branch);
  }

  private static ObjectNode branchJson(Call call, String branch) {
    RepositoryName name = call.repository();
    String sha = sha(name, branch);
    String url = call.base() + name.path();
    ObjectNode json = Json.object();
    json.put("name", branch);
    json.putObject("commit").put("sha", sha).put("url", url + "/commits/" + sha);
    json.put("protected", false);
    json.put("protection_url", url + "/branches/" + branch.replace("/", "%2F") + "/protection");
    return json;
  }

  private Reply tags(Call call) {
    List<ObjectNode> tags = new ArrayList<>();
    tags.add(branchJson(call, "v1.0"));
    return Pages.list(call, world.ids().repository(call.repository()) + "/tags", tags);
  }

  private static Reply ref(Call call) {
    String ref = call.variable("ref");
    return ref.contains("missing") ? Refusals.notFound() : Reply.json(refJson(call, ref));
  }

  private static ObjectNode refJson(Call call, String ref) {
    String sha = sha(call.repository(), ref);
    String url = call.base() + call.repository().path() + "/git";
    ObjectNode json = Json.object();
    json.put("ref", "refs/" + ref);
    json.put("node_id", "REF_" + sha.substring(0, 12));
    json.put("url", url + "/refs/" + ref);
    json.putObject("object")
        .put("sha", sha)
        .put("type", "commit")
        .put("url", url + "/commits/" + sha);
    return json;
  }

  private Reply createRef(Call call) {
    return Writes.checked(
        call,
        "Reference",
        List.of("ref", "sha"),
        fields ->
            Writes.created(
                world
                    .changes()
                    .create(
                        call.repository().path() + "/git/refs",
                        0,
                        n ->
                            refJson(
                                call, fields.path("ref").asText().replaceFirst("^refs/", "")))));
  }

  private static Reply gitCommit(Call call) {
    return Reply.json(commitJson(call, call.variable("sha"), 1).path("commit"));
  }

  private static Reply tree(Call call) {
    String url = call.base() + call.repository().path() + "/git";
    ObjectNode tree = Json.object();
    tree.put("sha", call.variable("sha"));
    tree.put("url", url + "/trees/" + call.variable("sha"));
    tree.putArray("tree")
        .addObject()
        .put("path", "README.md")
        .put("type", "blob")
        .put("url", url + "/blobs/" + sha(call.repository(), "README.md"));
    tree.put("truncated", false);
    return Reply.json(tree);
  }

  private Reply compare(Call call) {
    if (call.request().wants("diff") || call.request().wants("patch")) {
      String kind = call.request().wants("diff") ? "diff" : "patch";
      String sha = sha(call.repository(), call.variable("basehead"));
      return Reply.text("application/vnd.github." + kind + "; charset=utf-8", diff(kind, sha));
    }
    ObjectNode comparison = Json.object();
    comparison.put(
        "url", call.base() + call.repository().path() + "/compare/" + call.variable("basehead"));
    comparison.put("status", "ahead").put("ahead_by", 1).put("behind_by", 0);
    comparison.putArray("commits").add(commitJson(call, sha(call.repository(), "head"), 1));
    return Reply.json(comparison);
  }
}
