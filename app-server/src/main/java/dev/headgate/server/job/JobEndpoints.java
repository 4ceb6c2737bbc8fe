package dev.headgate.server.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.job.JobCaps;
import dev.headgate.core.job.JobSlots;
import dev.headgate.core.job.JobSlots.Holding;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.runtime.configuration.InvalidConfiguration;
import dev.headgate.runtime.configuration.JobSettings.AtCapacity;
import dev.headgate.runtime.configuration.Mistake;
import dev.headgate.runtime.task.Shown;
import dev.headgate.runtime.task.job.JobControl;
import dev.headgate.runtime.task.job.JobControl.Limits;
import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.Deeds;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.endpoint.Route;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How many jobs are under way, which they are, who waits; and the caps, changed as they run. */
final class JobEndpoints implements EndpointGroup {
  private static final String ALL = "/api/v1/jobs";
  private static final int LARGEST = 64 * 1024;
  private static final int MOST_CAP = 100_000;
  private static final int COUNTED = 10_000;
  private static final int LISTED = 200;
  private static final List<String> NAMES = List.of("total", "namespaces", "at_capacity");

  private final JobSlots slots;
  private final JobControl control;
  private final TaskQueue queue;
  private final Deeds deeds;
  private final InstantSource clock;

  JobEndpoints(
      JobSlots slots, JobControl control, TaskQueue queue, AuditLog audit, InstantSource clock) {
    this.slots = slots;
    this.control = control;
    this.queue = queue;
    this.deeds = new Deeds(audit, clock);
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(ALL, Access.ADMIN, call -> Answer.json(view())),
        Route.put(ALL, Access.ADMIN, this::change));
  }

  private ObjectNode view() {
    control.refresh();
    Instant now = clock.instant();
    List<Holding> active = slots.holdings(COUNTED, now);
    List<Holding> line = slots.line(JobSlots.FARTHEST, now);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("caps", caps());
    Map<String, Integer> counts = new TreeMap<>();
    active.forEach(holding -> counts.merge(holding.namespace(), 1, Integer::sum));
    ObjectNode sums = json.putObject("active");
    sums.put("total", active.size());
    ObjectNode namespaces = sums.putObject("namespaces");
    counts.forEach(namespaces::put);
    json.put("waiting", line.size());
    ArrayNode jobs = json.putArray("jobs");
    active.stream().limit(LISTED).forEach(holding -> jobs.add(job(holding)));
    ArrayNode waiters = json.putArray("line");
    for (int i = 0; i < Math.min(LISTED, line.size()); i++) {
      waiters.add(job(line.get(i)).put("position", i + 1));
    }
    return json;
  }

  /** How many there are and may be, by namespace, for the dashboard. */
  ObjectNode panel(Instant now) {
    Map<String, Integer> counts = new TreeMap<>();
    List<Holding> active = slots.holdings(COUNTED, now);
    active.forEach(holding -> counts.merge(holding.namespace(), 1, Integer::sum));
    Map<String, Integer> waiting = new TreeMap<>();
    slots
        .line(JobSlots.FARTHEST, now)
        .forEach(holding -> waiting.merge(holding.namespace(), 1, Integer::sum));
    Set<String> names = new TreeSet<>(counts.keySet());
    names.addAll(waiting.keySet());
    JobCaps caps = control.limits().caps();
    names.addAll(caps.namespaces().keySet());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("active", active.size());
    json.put("total", caps.total());
    json.put("waiting", waiting.values().stream().mapToInt(Integer::intValue).sum());
    ArrayNode namespaces = json.putArray("namespaces");
    names.stream()
        .limit(LISTED)
        .forEach(name ->
            namespaces
                .addObject()
                .put("name", name)
                .put("active", counts.getOrDefault(name, 0))
                .put("waiting", waiting.getOrDefault(name, 0))
                .put("cap", caps.of(name)));
    return json;
  }

  private ObjectNode caps() {
    Limits limits = control.limits();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("total", limits.caps().total());
    ObjectNode namespaces = json.putObject("namespaces");
    new TreeMap<>(limits.caps().namespaces()).forEach(namespaces::put);
    json.put("at_capacity", limits.atCapacity().name().toLowerCase(Locale.ROOT));
    json.put("origin", control.changed() ? "run-time" : "configuration");
    return json;
  }

  private ObjectNode job(Holding holding) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("task", holding.task().value());
    json.put("namespace", holding.namespace());
    Optional<Task> task = queue.find(holding.task());
    json.put("state", task.map(known -> known.state().label()).orElse("unknown"));
    task.ifPresent(known -> {
      @Nullable String reason = known.reason();
      if (reason != null) {
        json.put("reason", reason);
      }
      json.put("caller", known.caller());
      json.put("created_at", known.createdAt().truncatedTo(ChronoUnit.MILLIS).toString());
      json.put("location", "/api/v1/tasks/" + known.id());
    });
    return json;
  }

  private Answer change(Call call) throws IOException {
    JsonNode body = call.json(LARGEST);
    List<String> mistakes = new ArrayList<>();
    control.refresh();
    Limits wanted = read(body, control.limits(), mistakes);
    if (!mistakes.isEmpty()) {
      throw Problem.invalid(mistakes);
    }
    try {
      control.change(wanted);
    } catch (InvalidConfiguration invalid) {
      throw Problem.invalid(invalid.mistakes().stream().map(Mistake::toString).toList());
    }
    deeds.done(call, "jobs.caps-changed", ALL, caps().toString());
    return Answer.json(caps());
  }

  /** What is not named stays as it is. */
  private static Limits read(JsonNode body, Limits former, List<String> mistakes) {
    if (!body.isObject()) {
      mistakes.add("body: no object (expected: total, namespaces, at_capacity)");
      return former;
    }
    body.fieldNames()
        .forEachRemaining(name -> {
          if (!NAMES.contains(name)) {
            mistakes.add(
                "%s: unknown (expected: one of %s)".formatted(name, String.join(", ", NAMES)));
          }
        });
    int total =
        body.has("total") ? cap("total", body.path("total"), mistakes) : former.caps().total();
    Map<String, Integer> namespaces = new TreeMap<>(former.caps().namespaces());
    if (body.has("namespaces")) {
      namespaces.clear();
      body.path("namespaces")
          .properties()
          .forEach(entry ->
              namespaces.put(
                  entry.getKey(), cap("namespaces." + entry.getKey(), entry.getValue(), mistakes)));
    }
    AtCapacity atCapacity = former.atCapacity();
    if (body.has("at_capacity")) {
      String word = body.path("at_capacity").asText();
      switch (word) {
        case "reject" -> atCapacity = AtCapacity.REJECT;
        case "queue" -> atCapacity = AtCapacity.QUEUE;
        default ->
            mistakes.add("at_capacity: %s (expected: reject or queue)".formatted(Shown.of(word)));
      }
    }
    return new Limits(new JobCaps(total, namespaces), atCapacity);
  }

  private static int cap(String name, JsonNode node, List<String> mistakes) {
    if (node.isInt() && node.intValue() >= 0 && node.intValue() <= MOST_CAP) {
      return node.intValue();
    }
    mistakes.add(
        "%s: %s (expected: a whole number, 0 to %d)"
            .formatted(name, Shown.of(node.toString()), MOST_CAP));
    return 0;
  }
}
