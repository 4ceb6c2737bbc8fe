package dev.headgate.server.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.identity.Sha256;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskId;
import dev.headgate.runtime.configuration.JobSettings;
import dev.headgate.runtime.configuration.JobTemplate;
import dev.headgate.runtime.task.Shown;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.job.BuildJob;
import dev.headgate.server.access.Access;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.endpoint.Route;
import dev.headgate.server.limit.EventLimits;
import dev.headgate.server.task.Owner;
import dev.headgate.server.task.TaskDesk;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes CloudEvents over HTTP, in binary, structured and batch mode; each becomes a task, once for
 * each id of a source and caller.
 *
 * <p>Of a batch in which an event is malformed nothing is taken. Where some of its events are
 * refused by a limit the answer is 429, although others were taken: the sender repeats the batch
 * later, and what was taken before is not done again.
 */
final class EventEndpoint implements EndpointGroup {
  /** What one request may carry. */
  private static final int LARGEST = 1 << 20;

  private static final String TASKS = "/api/v1/tasks/";

  private final JobSettings settings;
  private final EventReader reader;
  private final EventLimits limits;
  private final TaskDesk desk;
  private final Gatekeeper gate;

  EventEndpoint(JobSettings settings, EventLimits limits, TaskDesk desk, Gatekeeper gate) {
    this.settings = settings;
    this.reader = new EventReader(defaultType(settings.events().keySet()));
    this.limits = limits;
    this.desk = desk;
    this.gate = gate;
  }

  /** The type that is meant where there is no other. */
  private static @Nullable String defaultType(Set<String> types) {
    return types.size() == 1 ? types.iterator().next() : null;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.post("/events", Access.KEY, this::receive));
  }

  private Answer receive(Call call) throws IOException {
    EventMode mode = EventMode.of(call.exchange().getHeaders().get("Content-Type"));
    byte[] body = call.body(LARGEST);
    List<ReadEvent> events = reader.read(mode, call.exchange().getHeaders(), body);
    List<Order> orders = new ArrayList<>(events.size());
    List<List<String>> mistakes = new ArrayList<>(events.size());
    Owner owner = Owner.of(call.exchange(), gate);
    for (ReadEvent event : events) {
      List<String> wrong = new ArrayList<>();
      order(event, owner, call, wrong).ifPresent(orders::add);
      mistakes.add(wrong);
    }
    if (orders.size() < events.size()) {
      throw malformed(mode, events, mistakes);
    }
    return mode == EventMode.BATCH ? batch(call, orders) : one(call, orders.get(0));
  }

  /** An event and the task that it becomes. */
  private record Order(ReadEvent.Whole event, NewTask task) {}

  private Optional<Order> order(ReadEvent read, Owner owner, Call call, List<String> wrong) {
    return switch (read) {
      case ReadEvent.Malformed malformed -> {
        wrong.addAll(malformed.mistakes());
        yield Optional.empty();
      }
      case ReadEvent.Whole event ->
          job(event, wrong).map(job -> new Order(event, task(event, job, owner, call)));
    };
  }

  private Optional<BuildJob> job(ReadEvent.Whole event, List<String> wrong) {
    Optional<JobTemplate> template = settings.templateOf(event.type());
    if (template.isEmpty()) {
      wrong.add(
          "type: %s (expected: one of %s)"
              .formatted(
                  Shown.of(event.type(), EventReader.SHOWN),
                  String.join(", ", new TreeSet<>(settings.events().keySet()))));
      return Optional.empty();
    }
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("event.id", event.id());
    attributes.put("event.source", event.source());
    attributes.put("event.type", event.type());
    return BuildJob.of(template.get(), event.data(), attributes, wrong);
  }

  private static NewTask task(ReadEvent.Whole event, BuildJob job, Owner owner, Call call) {
    return new NewTask(
        id(event, owner),
        BuildJob.KIND,
        Priority.NORMAL,
        owner.name(),
        TaskJson.write(job.json()),
        null,
        null,
        null,
        null,
        call.exchange().requestId());
  }

  /** Whoever names another's source and id cannot take its place. */
  private static TaskId id(ReadEvent.Whole event, Owner owner) {
    MessageDigest digest = Sha256.digest();
    for (String part : List.of(owner.name(), event.source(), event.id())) {
      digest.update(part.getBytes(UTF_8));
      digest.update((byte) 0);
    }
    return new TaskId("e" + HexFormat.of().formatHex(digest.digest(), 0, 16));
  }

  private Answer one(Call call, Order order) {
    limits.hold(call, order.event().type(), source(order));
    TaskDesk.Handed handed = desk.accept(order.task(), call.exchange().caller());
    return Answer.json(202, taken(order, handed))
        .with("Location", TASKS + handed.task().id().value());
  }

  private Answer batch(Call call, List<Order> orders) {
    ArrayNode told = JsonNodeFactory.instance.arrayNode();
    @Nullable Problem refusal = null;
    int refused = 0;
    for (int i = 0; i < orders.size(); i++) {
      Order order = orders.get(i);
      try {
        hold(call, order, i == 0);
        told.add(taken(order, desk.accept(order.task(), call.exchange().caller())));
      } catch (Problem problem) {
        refused++;
        told.add(refused(order, problem));
        refusal =
            refusal == null || problem.retryAfter() > refusal.retryAfter() ? problem : refusal;
      }
    }
    if (refusal == null) {
      return Answer.json(202, JsonNodeFactory.instance.objectNode().set("events", told));
    }
    throw refusal.of(
        "%d of %d events were refused; send the batch again later, what was taken is not done twice"
            .formatted(refused, orders.size()),
        Map.of("events", told));
  }

  private void hold(Call call, Order order, boolean first) {
    if (first) {
      limits.hold(call, order.event().type(), source(order));
    } else {
      limits.holdAnother(call, order.event().type(), source(order));
    }
  }

  private static @Nullable String source(Order order) {
    return order.event().source().isEmpty() ? null : order.event().source();
  }

  private static ObjectNode taken(Order order, TaskDesk.Handed handed) {
    ObjectNode json = named(order);
    json.put("result", handed.fresh() ? "accepted" : "duplicate");
    json.put("task", handed.task().id().value());
    json.put("state", handed.task().state().label());
    json.put("location", TASKS + handed.task().id().value());
    return json;
  }

  private static ObjectNode refused(Order order, Problem problem) {
    ObjectNode json = named(order);
    json.put("result", "refused");
    json.put("status", problem.status());
    json.put("reason", String.valueOf(problem.getMessage()));
    json.put("retry_after", problem.retryAfter());
    return json;
  }

  private static ObjectNode named(Order order) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", order.event().id());
    json.put("source", order.event().source());
    json.put("type", order.event().type());
    return json;
  }

  private static Problem malformed(
      EventMode mode, List<ReadEvent> events, List<List<String>> mistakes) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < mistakes.size(); i++) {
      String at = mode == EventMode.BATCH ? "events[%d].".formatted(i) : "";
      mistakes.get(i).forEach(mistake -> all.add(at + mistake));
    }
    String told = String.join("; ", all.subList(0, Math.min(10, all.size())));
    return new Problem(
        400,
        "malformed-event",
        "Malformed event",
        mode == EventMode.BATCH ? "Nothing of the batch was taken: " + told : told,
        Map.of("errors", List.copyOf(all), "events", events.size()));
  }
}
