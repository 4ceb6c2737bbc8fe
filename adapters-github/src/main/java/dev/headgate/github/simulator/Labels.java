package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Labels of repositories and issues. */
final class Labels {
  private static final List<String> USUAL = List.of("bug", "enhancement", "question");
  private static final String LABELS = "/repos/{owner}/{repo}/labels";
  private static final String OF_ISSUE = "/repos/{owner}/{repo}/issues/{number}/labels";

  private final World world;
  private final Issues issues;

  Labels(World world, Issues issues) {
    this.world = world;
    this.issues = issues;
  }

  void routes(Routes routes) {
    routes
        .get(LABELS, this::list)
        .post(LABELS, this::create)
        .get(LABELS + "/{name}", Labels::one)
        .get(OF_ISSUE, call -> ofIssue(call, (present, given) -> present))
        .post(OF_ISSUE, call -> changed(call, Labels::union))
        .on("PUT", OF_ISSUE, call -> changed(call, (present, given) -> given))
        .on("DELETE", OF_ISSUE, this::removeAll)
        .on("DELETE", OF_ISSUE + "/{name}", this::remove);
  }

  static ArrayNode array(Call call, List<String> names) {
    return Json.array(names.stream().map(name -> label(call, name)).toList());
  }

  /** Names in a request, given as strings or as objects. */
  static List<String> names(JsonNode labels) {
    List<String> names = new ArrayList<>();
    for (JsonNode label : labels) {
      names.add(label.isObject() ? label.path("name").asText() : label.asText());
    }
    return names;
  }

  private Reply list(Call call) {
    List<ObjectNode> labels = new ArrayList<>();
    USUAL.forEach(name -> labels.add(label(call, name)));
    labels.addAll(world.changes().createdInOrder(path(call)));
    return Pages.list(call, world.ids().repository(call.repository()) + "/labels", labels);
  }

  private Reply create(Call call) {
    return Writes.checked(
        call,
        "Label",
        List.of("name"),
        fields ->
            Writes.created(
                world
                    .changes()
                    .create(path(call), 0, n -> label(call, fields.path("name").asText()))));
  }

  private static Reply one(Call call) {
    String name = call.variable("name");
    return name.contains("missing") ? Refusals.notFound() : Reply.json(label(call, name));
  }

  private Reply removeAll(Call call) {
    Reply reply = ofIssue(call, (present, given) -> List.of());
    return reply.status() == 200 ? Reply.empty(204) : reply;
  }

  private Reply remove(Call call) {
    String name = call.variable("name");
    return ofIssue(
        call, (present, given) -> present.stream().filter(label -> !label.equals(name)).toList());
  }

  /** A change by labels in the body, an object with them or, as older clients send, an array. */
  private Reply changed(Call call, Change change) {
    return given(call).isMissingNode() ? Refusals.problemsParsingJson() : ofIssue(call, change);
  }

  private Reply ofIssue(Call call, Change change) {
    if (!call.request().isSafe() && !call.principal().authenticated()) {
      return Refusals.requiresAuthentication();
    }
    Optional<Long> number = call.id("number");
    Optional<ObjectNode> issue = number.flatMap(n -> issues.find(call, n));
    if (number.isEmpty() || issue.isEmpty()) {
      return Refusals.notFound();
    }
    List<String> present = names(issue.get().path("labels"));
    ArrayNode labels = array(call, change.of(present, names(given(call))));
    if (!call.request().isSafe()) {
      ObjectNode fields = Json.object().put("updated_at", World.timestamp(call.now()));
      fields.set("labels", labels);
      world.changes().patch(call.repository().path() + "/issues/" + number.get(), fields);
    }
    return Reply.json(labels);
  }

  private static JsonNode given(Call call) {
    JsonNode body = call.body().orElse(MissingNode.getInstance());
    return body.isArray() ? body : body.path("labels");
  }

  private static List<String> union(List<String> present, List<String> given) {
    return Stream.concat(present.stream(), given.stream()).distinct().toList();
  }

  private static String path(Call call) {
    return call.repository().path() + "/labels";
  }

  private static ObjectNode label(Call call, String name) {
    ObjectNode label = Json.object();
    label.put("id", Digests.number("label:" + name));
    label.put("node_id", "LA_" + Digests.sha1Hex(name).substring(0, 12));
    label.put("url", call.base() + path(call) + "/" + name);
    label.put("name", name);
    label.put("color", "d73a4a");
    label.put("default", USUAL.contains(name));
    label.put("description", "The label " + name);
    return label;
  }

  /** The labels that an issue has after a request. */
  @FunctionalInterface
  private interface Change {
    List<String> of(List<String> present, List<String> given);
  }
}
