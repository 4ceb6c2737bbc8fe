package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Issues: every repository has some, unless its name contains {@code empty}. */
final class Issues {
  static final int GENERATED = 45;
  private static final String ISSUES = "/repos/{owner}/{repo}/issues";

  private final World world;

  Issues(World world) {
    this.world = world;
  }

  void routes(Routes routes) {
    routes
        .get(ISSUES, this::list)
        .post(ISSUES, this::create)
        .get(ISSUES + "/{number}", this::one)
        .on("PATCH", ISSUES + "/{number}", this::edit);
  }

  private Reply list(Call call) {
    String state = call.request().parameter("state").orElse("open");
    List<ObjectNode> issues = all(call);
    if (!state.equals("all")) {
      issues.removeIf(issue -> !issue.path("state").asText().equals(state));
    }
    return Pages.list(call, world.ids().repository(call.repository()) + "/issues", issues);
  }

  /** Every issue of the repository, newest first. */
  List<ObjectNode> all(Call call) {
    String path = call.repository().path() + "/issues";
    List<ObjectNode> issues = new ArrayList<>(world.changes().created(path));
    int generated = call.repository().isEmpty() ? 0 : GENERATED;
    for (int n = generated; n >= 1; n--) {
      issues.add(generated(call, n));
    }
    issues.replaceAll(
        issue -> world.changes().patched(path + "/" + issue.path("number").asInt(), issue));
    return issues;
  }

  Optional<ObjectNode> find(Call call, long number) {
    String path = call.repository().path() + "/issues";
    int generated = call.repository().isEmpty() ? 0 : GENERATED;
    Optional<ObjectNode> issue =
        number <= generated
            ? Optional.of(generated(call, Math.toIntExact(number)))
            : world.changes().created(path, number);
    return issue.map(found -> world.changes().patched(path + "/" + number, found));
  }

  private Reply one(Call call) {
    return call.id("number")
        .flatMap(number -> find(call, number))
        .map(issue -> Writes.dated(rendered(call, issue)))
        .orElseGet(Refusals::notFound);
  }

  private Reply create(Call call) {
    return Writes.checked(
        call,
        "Issue",
        List.of("title"),
        fields ->
            Writes.created(
                world
                    .changes()
                    .create(
                        call.repository().path() + "/issues",
                        call.repository().isEmpty() ? 0 : GENERATED,
                        number -> written(call, number, fields))));
  }

  private static ObjectNode written(Call call, int number, ObjectNode fields) {
    return issue(
        call,
        number,
        fields.path("title").asText(),
        fields.path("body").asText(""),
        call.principal().name(),
        Labels.names(fields.path("labels")),
        call.now());
  }

  private Reply edit(Call call) {
    Optional<Long> number = call.id("number").filter(n -> find(call, n).isPresent());
    if (number.isEmpty()) {
      return Refusals.notFound();
    }
    return Writes.checked(
        call,
        "Issue",
        List.of(),
        fields -> {
          ObjectNode known = fields.deepCopy();
          known.retain("title", "body", "state", "state_reason", "milestone", "locked");
          known.put("updated_at", World.timestamp(call.now()));
          if (fields.has("labels")) {
            known.set("labels", Labels.array(call, Labels.names(fields.path("labels"))));
          }
          world.changes().patch(call.repository().path() + "/issues/" + number.get(), known);
          return one(call);
        });
  }

  private static ObjectNode generated(Call call, int number) {
    Instant moment = World.moment(number * 60L);
    String body =
        "Seen at %s%s/issues/%d and https://api.github.com/zen, please do not rewrite me."
            .formatted(call.base(), call.repository().path(), number);
    return issue(call, number, "Issue number " + number, body, "octocat", List.of("bug"), moment);
  }

  private static ObjectNode issue(
      Call call,
      int number,
      String title,
      String body,
      String author,
      List<String> labels,
      Instant moment) {
    RepositoryName name = call.repository();
    String url = call.base() + name.path() + "/issues/" + number;
    ObjectNode issue = Json.object();
    issue.put("url", url);
    issue.put("repository_url", call.base() + name.path());
    issue.put("labels_url", url + "/labels{/name}");
    issue.put("comments_url", url + "/comments");
    issue.put("events_url", url + "/events");
    issue.put("html_url", "https://github.com/" + name.full() + "/issues/" + number);
    issue.put("id", name.id() * 10_000L + number);
    issue.put("node_id", "I_" + Digests.sha1Hex(url).substring(0, 12));
    issue.put("number", number);
    issue.put("title", title);
    issue.set("user", Actors.simple(call.base(), author));
    issue.set("labels", Labels.array(call, labels));
    issue.put("state", "open");
    issue.put("locked", false);
    issue.putNull("assignee");
    issue.putArray("assignees");
    issue.putNull("milestone");
    issue.put("comments", Comments.GENERATED);
    issue.put("created_at", World.timestamp(moment));
    issue.put("updated_at", World.timestamp(moment));
    issue.putNull("closed_at");
    issue.put("author_association", "NONE");
    issue.put("body", body);
    issue.put("timeline_url", url + "/timeline");
    issue.putNull("state_reason");
    return issue;
  }

  private static ObjectNode rendered(Call call, ObjectNode issue) {
    String text = issue.path("body").asText("");
    boolean full = call.request().wants("full");
    if (full || call.request().wants("html")) {
      issue.put("body_html", "<p>" + text + "</p>");
    }
    if (full || call.request().wants("text")) {
      issue.put("body_text", text);
    }
    return issue;
  }
}
