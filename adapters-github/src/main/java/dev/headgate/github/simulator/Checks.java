package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Check runs and commit statuses. */
final class Checks {
  private static final String REPO = "/repos/{owner}/{repo}";

  private final World world;

  Checks(World world) {
    this.world = world;
  }

  void routes(Routes routes) {
    routes
        .post(REPO + "/check-runs", this::createRun)
        .get(REPO + "/check-runs/{id}", this::run)
        .on("PATCH", REPO + "/check-runs/{id}", this::editRun)
        .get(REPO + "/commits/{sha}/check-runs", this::runs)
        .post(REPO + "/statuses/{sha}", this::createStatus)
        .get(REPO + "/commits/{sha}/statuses", this::statuses)
        .get(REPO + "/commits/{sha}/status", this::combined);
  }

  private Reply createRun(Call call) {
    return Writes.checked(
        call,
        "CheckRun",
        List.of("name", "head_sha"),
        fields ->
            Writes.created(
                world.changes().create(runsPath(call), 0, id -> runJson(call, id, fields))));
  }

  private Reply run(Call call) {
    return call.id("id")
        .flatMap(id -> world.changes().created(runsPath(call), id))
        .map(run -> world.changes().patched(runsPath(call) + "/" + call.variable("id"), run))
        .map(Reply::json)
        .orElseGet(Refusals::notFound);
  }

  private Reply editRun(Call call) {
    return Writes.checked(
        call,
        "CheckRun",
        List.of(),
        fields -> {
          world.changes().patch(runsPath(call) + "/" + call.variable("id"), fields);
          return run(call);
        });
  }

  private Reply runs(Call call) {
    List<ObjectNode> runs =
        world.changes().created(runsPath(call)).stream()
            .filter(run -> run.path("head_sha").asText().equals(call.variable("sha")))
            .toList();
    ObjectNode answer = Json.object();
    answer.put("total_count", runs.size());
    answer.set("check_runs", Json.array(Pages.slice(call, runs)));
    return Reply.json(answer);
  }

  private Reply createStatus(Call call) {
    return Writes.checked(
        call,
        "Status",
        List.of("state"),
        fields ->
            Writes.created(
                world.changes().create(statusPath(call), 0, id -> statusJson(call, id, fields))));
  }

  private Reply statuses(Call call) {
    String numeric = world.ids().repository(call.repository());
    return Pages.list(
        call,
        numeric + "/commits/" + call.variable("sha") + "/statuses",
        world.changes().created(statusPath(call)));
  }

  private Reply combined(Call call) {
    List<ObjectNode> statuses = world.changes().created(statusPath(call));
    ObjectNode answer = Json.object();
    answer.put("state", statuses.isEmpty() ? "pending" : statuses.get(0).path("state").asText());
    answer.put("sha", call.variable("sha"));
    answer.put("total_count", statuses.size());
    answer.set("statuses", Json.array(statuses));
    return Reply.json(answer);
  }

  private static ObjectNode runJson(Call call, int id, ObjectNode fields) {
    ObjectNode run = Json.object();
    run.put("id", id);
    run.put("head_sha", fields.path("head_sha").asText());
    run.put("name", fields.path("name").asText());
    run.put("status", fields.path("status").asText("queued"));
    run.set("conclusion", fields.get("conclusion"));
    run.put("url", call.base() + runsPath(call) + "/" + id);
    run.put("started_at", World.timestamp(call.now()));
    return run;
  }

  private static ObjectNode statusJson(Call call, int id, ObjectNode fields) {
    ObjectNode status = Json.object();
    status.put("url", call.base() + statusPath(call));
    status.put("id", id);
    status.put("state", fields.path("state").asText());
    status.put("context", fields.path("context").asText("default"));
    status.put("description", fields.path("description").asText(""));
    status.put("created_at", World.timestamp(call.now()));
    return status;
  }

  private static String runsPath(Call call) {
    return call.repository().path() + "/check-runs";
  }

  private static String statusPath(Call call) {
    return call.repository().path() + "/statuses/" + call.variable("sha");
  }
}
