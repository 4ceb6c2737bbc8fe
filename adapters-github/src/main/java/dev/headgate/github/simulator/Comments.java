package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Comments on issues and pull requests. */
final class Comments {
  static final int GENERATED = 3;
  private static final int PER_ISSUE = 10_000;
  private static final String ISSUES = "/repos/{owner}/{repo}/issues";

  private final World world;
  private final Issues issues;

  Comments(World world, Issues issues) {
    this.world = world;
    this.issues = issues;
  }

  void routes(Routes routes) {
    routes
        .get(ISSUES + "/comments", call -> Reply.json(Json.array(generated(call, 1))))
        .get(ISSUES + "/comments/{id}", this::one)
        .get(ISSUES + "/{number}/comments", this::list)
        .post(ISSUES + "/{number}/comments", this::create);
  }

  private Reply list(Call call) {
    Optional<Long> number = number(call);
    if (number.isEmpty()) {
      return Refusals.notFound();
    }
    List<ObjectNode> comments = new ArrayList<>();
    if (number.get() <= Issues.GENERATED && !call.repository().isEmpty()) {
      comments.addAll(generated(call, number.get()));
    }
    comments.addAll(world.changes().createdInOrder(path(call, number.get())));
    String repository = world.ids().repository(call.repository());
    return Pages.list(call, repository + "/issues/" + number.get() + "/comments", comments);
  }

  private Reply create(Call call) {
    Optional<Long> number = number(call);
    if (number.isEmpty()) {
      return Refusals.notFound();
    }
    return Writes.checked(
        call,
        "IssueComment",
        List.of("body"),
        fields ->
            Writes.created(
                world
                    .changes()
                    .create(
                        path(call, number.get()),
                        GENERATED,
                        i ->
                            comment(call, number.get(), i)
                                .put("body", fields.path("body").asText()))));
  }

  private Reply one(Call call) {
    Optional<Long> id = call.id("id");
    if (id.isEmpty()) {
      return Refusals.notFound();
    }
    long number = id.get() / PER_ISSUE;
    int index = Math.toIntExact(id.get() % PER_ISSUE);
    return index >= 1 && index <= GENERATED
        ? Writes.dated(comment(call, number, index))
        : world
            .changes()
            .created(path(call, number), index)
            .map(Writes::dated)
            .orElseGet(Refusals::notFound);
  }

  private Optional<Long> number(Call call) {
    return call.id("number").filter(n -> issues.find(call, n).isPresent());
  }

  private static List<ObjectNode> generated(Call call, long number) {
    return IntStream.rangeClosed(1, GENERATED).mapToObj(i -> comment(call, number, i)).toList();
  }

  private static ObjectNode comment(Call call, long number, int index) {
    RepositoryName name = call.repository();
    long id = number * PER_ISSUE + index;
    ObjectNode comment = Json.object();
    comment.put("url", call.base() + name.path() + "/issues/comments/" + id);
    comment.put(
        "html_url",
        "https://github.com/%s/issues/%d#issuecomment-%d".formatted(name.full(), number, id));
    comment.put("issue_url", call.base() + name.path() + "/issues/" + number);
    comment.put("id", id);
    comment.put("node_id", "IC_" + id);
    comment.set(
        "user",
        Actors.simple(call.base(), index <= GENERATED ? "octocat" : call.principal().name()));
    comment.put("created_at", World.timestamp(World.moment(id)));
    comment.put("updated_at", World.timestamp(World.moment(id)));
    comment.put("author_association", "NONE");
    comment.put("body", "Comment " + index + " on " + number);
    return comment;
  }

  private static String path(Call call, long number) {
    return call.repository().path() + "/issues/" + number + "/comments";
  }
}
