package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Labels of repositories and issues. */
final class Labels {
  private static final List<String> USUAL = List.of("bug", "enhancement", "question");
  private static final String LABELS = "/repos/{owner}/{repo}/labels";
  private static final String OF_ISSUE = "/repos/{owner}/{repo}/issues/{number}/labels";

  private final World world;

  Labels(World world) {
    this.world = world;
  }

  void routes(Routes routes) {
    routes
        .get(LABELS, this::list)
        .post(LABELS, this::create)
        .get(LABELS + "/{name}", Labels::one)
        .get(OF_ISSUE, call -> Reply.json(array(call, List.of("bug"))))
        .post(OF_ISSUE, Labels::add);
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
    labels.addAll(world.changes().created(path(call)).reversed());
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

  private static Reply add(Call call) {
    return Writes.checked(
        call, "Label", List.of(), fields -> Reply.json(array(call, names(fields.path("labels")))));
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
}
