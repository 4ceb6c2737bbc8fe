package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Issues, their comments and labels. */
final class Issues {
  static final int GENERATED = 45;
  static final int COMMENTS = 3;
  private static final String ISSUES = "/repos/{owner}/{repo}/issues";

  private final World world;

  Issues(World world) {
    this.world = world;
  }

  void routes(Routes routes) {
    routes
        .get(ISSUES, this::list)
        .post(ISSUES, this::create)
        .get(ISSUES + "/comments", call -> Reply.json(Json.array(List.of(comment(call, 1, 1)))))
        .get(ISSUES + "/comments/{id}", this::oneComment)
        .get(ISSUES + "/{number}", this::one)
        .on("PATCH", ISSUES + "/{number}", this::edit)
        .get(ISSUES + "/{number}/comments", this::comments)
        .post(ISSUES + "/{number}/comments", this::createComment)
        .get(ISSUES + "/{number}/labels", call -> Reply.json(labels(call, List.of("bug"))))
        .post(ISSUES + "/{number}/labels", this::addLabels)
        .get("/repos/{owner}/{repo}/labels", this::repositoryLabels)
        .post("/repos/{owner}/{repo}/labels", this::createLabel)
        .get("/repos/{owner}/{repo}/labels/{name}", this::oneLabel);
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
        .map(issue -> dated(rendered(call, issue)))
        .orElseGet(Refusals::notFound);
  }

  private Reply create(Call call) {
    if (!call.principal().authenticated()) {
      return Refusals.requiresAuthentication();
    }
    Optional<ObjectNode> fields = call.json();
    if (fields.isEmpty()) {
      return Refusals.problemsParsingJson();
    }
    JsonNode title = fields.get().path("title");
    if (!title.isTextual() || title.asText().isBlank()) {
      return Refusals.validationFailed("Issue", "title", "missing_field");
    }
    String body = fields.get().path("body").asText("");
    List<String> labels = names(fields.get().path("labels"));
    int generated = call.repository().isEmpty() ? 0 : GENERATED;
    ObjectNode issue =
        world
            .changes()
            .create(
                call.repository().path() + "/issues",
                generated,
                n -> issue(call, n, title.asText(), body, call.principal().name(), labels,
                    call.now()));
    return Reply.json(201, issue, Reply.Storage.VALIDATED)
        .with("Location", issue.path("url").asText());
  }

  private Reply edit(Call call) {
    if (!call.principal().authenticated()) {
      return Refusals.requiresAuthentication();
    }
    Optional<ObjectNode> fields = call.json();
    if (fields.isEmpty()) {
      return Refusals.problemsParsingJson();
    }
    Optional<Long> number = call.id("number").filter(n -> find(call, n).isPresent());
    if (number.isEmpty()) {
      return Refusals.notFound();
    }
    ObjectNode known = fields.get().deepCopy();
    known.retain("title", "body", "state", "state_reason", "milestone", "locked");
    known.put("updated_at", World.timestamp(call.now()));
    if (fields.get().has("labels")) {
      known.set("labels", labels(call, names(fields.get().path("labels"))));
    }
    world.changes().patch(call.repository().path() + "/issues/" + number.get(), known);
    return one(call);
  }

  private Reply comments(Call call) {
    Optional<Long> number = call.id("number").filter(n -> find(call, n).isPresent());
    if (number.isEmpty()) {
      return Refusals.notFound();
    }
    long n = number.get();
    List<ObjectNode> comments = new ArrayList<>();
    if (n <= GENERATED && !call.repository().isEmpty()) {
      IntStream.rangeClosed(1, COMMENTS).forEach(i -> comments.add(comment(call, n, i)));
    }
    comments.addAll(world.changes().created(commentsPath(call, n)).reversed());
    String path = world.ids().repository(call.repository()) + "/issues/" + n + "/comments";
    return Pages.list(call, path, comments);
  }

  private Reply createComment(Call call) {
    if (!call.principal().authenticated()) {
      return Refusals.requiresAuthentication();
    }
    Optional<Long> number = call.id("number").filter(n -> find(call, n).isPresent());
    Optional<ObjectNode> fields = call.json();
    if (number.isEmpty()) {
      return Refusals.notFound();
    }
    if (fields.isEmpty()) {
      return Refusals.problemsParsingJson();
    }
    String body = fields.get().path("body").asText("");
    if (body.isBlank()) {
      return Refusals.validationFailed("IssueComment", "body", "missing_field");
    }
    ObjectNode created =
        world
            .changes()
            .create(
                commentsPath(call, number.get()),
                COMMENTS,
                i -> comment(call, number.get(), i).put("body", body));
    return Reply.json(201, created, Reply.Storage.VALIDATED)
        .with("Location", created.path("url").asText());
  }

  private Reply oneComment(Call call) {
    return call.id("id")
        .filter(id -> id % 1_000 >= 1 && id % 1_000 <= COMMENTS)
        .map(id -> dated(comment(call, id / 1_000, Math.toIntExact(id % 1_000))))
        .orElseGet(Refusals::notFound);
  }

  private Reply addLabels(Call call) {
    return call.json()
        .map(fields -> Reply.json(labels(call, names(fields.path("labels")))))
        .orElseGet(Refusals::problemsParsingJson);
  }

  private Reply repositoryLabels(Call call) {
    List<ObjectNode> labels = new ArrayList<>();
    labels(call, List.of("bug", "enhancement", "question"))
        .forEach(label -> labels.add((ObjectNode) label));
    labels.addAll(world.changes().created(call.repository().path() + "/labels").reversed());
    return Pages.list(call, world.ids().repository(call.repository()) + "/labels", labels);
  }

  private Reply createLabel(Call call) {
    if (!call.principal().authenticated()) {
      return Refusals.requiresAuthentication();
    }
    Optional<ObjectNode> fields = call.json();
    if (fields.isEmpty()) {
      return Refusals.problemsParsingJson();
    }
    String name = fields.get().path("name").asText("");
    if (name.isBlank()) {
      return Refusals.validationFailed("Label", "name", "missing_field");
    }
    ObjectNode created =
        world
            .changes()
            .create(call.repository().path() + "/labels", 3, n -> label(call, name));
    return Reply.json(201, created, Reply.Storage.VALIDATED);
  }

  private Reply oneLabel(Call call) {
    String name = call.variable("name");
    return name.contains("missing") ? Refusals.notFound() : Reply.json(label(call, name));
  }

  private static ObjectNode generated(Call call, int number) {
    Instant moment = World.moment(number * 60L);
    String body =
        "Seen at %s%s/issues/%d and https://api.github.com/zen, please do not rewrite me."
            .formatted(call.base(), call.repository().path(), number);
    return issue(
        call, number, "Issue number " + number, body, "octocat", List.of("bug"), moment);
  }

  private static ObjectNode issue(
      Call call, int number, String title, String body, String author, List<String> labels,
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
    issue.set("labels", labels(call, labels));
    issue.put("state", "open");
    issue.put("locked", false);
    issue.putNull("assignee");
    issue.putArray("assignees");
    issue.putNull("milestone");
    issue.put("comments", COMMENTS);
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

  private static ObjectNode comment(Call call, long number, int index) {
    RepositoryName name = call.repository();
    long id = number * 1_000 + index;
    ObjectNode comment = Json.object();
    comment.put("url", call.base() + name.path() + "/issues/comments/" + id);
    comment.put("html_url",
        "https://github.com/%s/issues/%d#issuecomment-%d".formatted(name.full(), number, id));
    comment.put("issue_url", call.base() + name.path() + "/issues/" + number);
    comment.put("id", id);
    comment.put("node_id", "IC_" + id);
    comment.set("user", Actors.simple(call.base(), "octocat"));
    comment.put("created_at", World.timestamp(World.moment(id)));
    comment.put("updated_at", World.timestamp(World.moment(id)));
    comment.put("author_association", "NONE");
    comment.put("body", "Comment " + index + " on " + number);
    return comment;
  }

  private static ArrayNode labels(Call call, List<String> names) {
    return Json.array(names.stream().map(name -> label(call, name)).toList());
  }

  private static ObjectNode label(Call call, String name) {
    ObjectNode label = Json.object();
    label.put("id", Digests.number("label:" + name));
    label.put("node_id", "LA_" + Digests.sha1Hex(name).substring(0, 12));
    label.put("url", call.base() + call.repository().path() + "/labels/" + name);
    label.put("name", name);
    label.put("color", "d73a4a");
    label.put("default", name.equals("bug"));
    label.put("description", "The label " + name);
    return label;
  }

  private static List<String> names(JsonNode labels) {
    List<String> names = new ArrayList<>();
    labels.forEach(label -> names.add(label.isObject() ? label.path("name").asText() : label.asText()));
    return names;
  }

  private static String commentsPath(Call call, long number) {
    return call.repository().path() + "/issues/" + number + "/comments";
  }

  private static Reply dated(ObjectNode object) {
    return Reply.json(object).lastModified(Instant.parse(object.path("updated_at").asText()));
  }
}
