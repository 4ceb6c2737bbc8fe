package dev.headgate.server.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.priority.EndpointPriority;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQuery;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import dev.headgate.runtime.task.Shown;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.batch.Batch;
import dev.headgate.runtime.task.batch.BatchProgress;
import dev.headgate.runtime.task.callback.Callback;
import dev.headgate.runtime.task.callback.CallbackRules;
import dev.headgate.runtime.task.request.GitHubRequest;
import dev.headgate.server.access.Access;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.Deeds;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.endpoint.Route;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tasks: handed in, looked at, called off, tried again, fetched. Everybody sees his own; the
 * administrator sees all.
 */
final class TaskEndpoints implements EndpointGroup {
  static final String ALL = "/api/v1/tasks";
  private static final String ONE = ALL + "/{id}";

  private static final Set<String> NAMES =
      Set.of("kind", "priority", "payload", "not_before", "deadline", "callback");
  private static final int LARGEST = (1 << 20) + 16 * 1024;
  private static final String CANCELLED = "task.cancelled";
  private static final String RETRIED = "task.retried";

  private final TaskDesk desk;
  private final TaskQueue queue;
  private final Gatekeeper gate;
  private final EndpointPriority priorities;
  private final CallbackRules callbacks;
  private final TaskContent content;
  private final Deeds deeds;

  TaskEndpoints(
      TaskDesk desk,
      Gatekeeper gate,
      EndpointPriority priorities,
      CallbackRules callbacks,
      TaskContent content,
      AuditLog audit) {
    this.desk = desk;
    this.queue = desk.queue();
    this.gate = gate;
    this.priorities = priorities;
    this.callbacks = callbacks;
    this.content = content;
    this.deeds = new Deeds(audit, desk::now);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post(ALL, Access.KEY, this::create),
        Route.get(ALL, Access.OWNER, this::list),
        Route.get(ONE, Access.OWNER, this::one),
        Route.delete(ONE, Access.OWNER, this::cancel),
        Route.post(ONE + "/retry", Access.OWNER, this::retry),
        Route.get(ONE + "/content", Access.OWNER, this::content));
  }

  private Answer create(Call call) throws IOException {
    Instant now = desk.now();
    Orders order = new Orders(call.json(LARGEST), NAMES);
    String kind = kind(order);
    JsonNode payload = order.node("payload");
    Priority priority = order.priority();
    Duration farthest = desk.settings().maxDelay();
    Instant notBefore = order.instant("not_before", now, farthest, true);
    Instant deadline = order.instant("deadline", now, farthest, false);
    if (notBefore != null && deadline != null && !notBefore.isBefore(deadline)) {
      order.wrong("not_before", notBefore.toString(), "before the deadline");
    }
    String key = order.key(call);
    URI callback = order.callback(callbacks);
    order.mistakes().addAll(desk.mistakes(kind, payload));
    order.check();
    Owner owner = Owner.of(call.exchange(), gate);
    TaskId id = Orders.id(kind, owner, key);
    Priority urgency = TaskDesk.or(priority, Priority.NORMAL);
    JsonNode kept = payload;
    if (kind.equals(GitHubRequest.KIND)) {
      GitHubRequest request = read(payload);
      urgency = TaskDesk.or(priority, priority(request));
      kept = desk.sealed(request, id, call.exchange().gitHubCredential()).json();
    }
    TaskDesk.Handed handed =
        desk.hand(
            new NewTask(
                id,
                kind,
                urgency,
                owner.name(),
                TaskDesk.payload(kept),
                key,
                null,
                notBefore,
                deadline,
                call.exchange().requestId()),
            call.exchange().caller(),
            callback);
    return Answer.json(handed.fresh() ? 202 : 200, view(handed.task(), now))
        .with("Location", location(handed.task().id()));
  }

  private String kind(Orders order) {
    String kind = order.text("kind");
    if (kind == null || !desk.kinds().contains(kind)) {
      order.wrong(
          "kind",
          kind == null ? "missing" : Shown.of(kind),
          "one of " + String.join(", ", desk.kinds()));
      return "";
    }
    return kind;
  }

  private static GitHubRequest read(JsonNode payload) {
    List<String> mistakes = new ArrayList<>();
    GitHubRequest request = GitHubRequest.read(payload, "payload.", mistakes);
    if (request == null) {
      throw Orders.refusal(mistakes);
    }
    return request;
  }

  private Priority priority(GitHubRequest request) {
    return TaskDesk.or(
        request.priority(),
        priorities.of(request.method(), request.target().path(), request.target().query()));
  }

  private Answer list(Call call) {
    List<String> mistakes = new ArrayList<>();
    Page page = Page.of(call, mistakes);
    TaskState state = state(call, mistakes);
    if (!mistakes.isEmpty()) {
      throw Orders.refusal(mistakes);
    }
    String kind = call.parameter("kind").orElse(null);
    Owner owner = Owner.of(call.exchange(), gate);
    List<Task> tasks =
        queue.list(
            new TaskQuery(
                kind,
                state,
                owner.listed(),
                call.parameter("batch").orElse(null),
                page.before(),
                page.asked()));
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode array = json.putArray("tasks");
    page.shown(tasks).forEach(task -> array.add(TaskJson.summary(task)));
    return page.linked(Answer.json(json), tasks, ALL, call, List.of("kind", "state", "batch"));
  }

  private static @Nullable TaskState state(Call call, List<String> mistakes) {
    String text = call.parameter("state").orElse(null);
    if (text == null) {
      return null;
    }
    return TaskState.named(text)
        .orElseGet(() -> {
          mistakes.add(
              "state: %s (expected: one of queued, waiting, running, succeeded, failed, cancelled)"
                  .formatted(Shown.of(text)));
          return null;
        });
  }

  private Answer one(Call call) {
    return Answer.json(view(found(call), desk.now()));
  }

  private Answer cancel(Call call) {
    Task known = found(call);
    Task task =
        deeds
            .attempt(
                call, CANCELLED, named(known), "cancel", () -> queue.cancel(known.id(), desk.now()))
            .orElseThrow(() -> unknown(call));
    if (task.state().ended() && task.state() != TaskState.CANCELLED) {
      throw Problem.conflict(
          "The task has %s and cannot be called off".formatted(task.state().label()));
    }
    if (known.kind().equals(Batch.KIND)) {
      new BatchProgress(queue, Batch.of(known)).open().forEach(id -> queue.cancel(id, desk.now()));
    }
    deeds.done(call, CANCELLED, named(task), task.state().label());
    return Answer.json(task.state().ended() ? 200 : 202, view(task, desk.now()));
  }

  private Answer retry(Call call) {
    Task known = found(call);
    Instant now = desk.now();
    if (known.state() != TaskState.FAILED && known.state() != TaskState.CANCELLED) {
      throw Problem.conflict(
          "The task is %s (expected: failed or cancelled, to be tried again)"
              .formatted(known.state().label()));
    }
    if (known.deadline() != null && !now.isBefore(known.deadline())) {
      throw Problem.conflict(
          "The task's deadline, %s, has passed: hand it in anew".formatted(known.deadline()));
    }
    Task task =
        deeds
            .attempt(call, RETRIED, named(known), "retry", () -> queue.replay(known.id(), now))
            .orElseThrow(() -> unknown(call));
    desk.announceAgain(task, call.exchange().requestId());
    deeds.done(call, RETRIED, named(task), task.state().label());
    return Answer.json(202, view(task, now)).with("Location", location(task.id()));
  }

  private Answer content(Call call) throws IOException {
    Task task = found(call);
    if (task.state() != TaskState.SUCCEEDED) {
      throw Problem.conflict(
          "The task is %s%s: it has no content"
              .formatted(
                  task.state().label(), task.reason() == null ? "" : " (" + task.reason() + ")"));
    }
    return content.of(call, task);
  }

  /** The task that the path names, if it is the caller's. */
  private Task found(Call call) {
    Optional<Task> task;
    try {
      task = queue.find(new TaskId(call.variable("id")));
    } catch (IllegalArgumentException noId) {
      task = Optional.empty();
    }
    Owner owner = Owner.of(call.exchange(), gate);
    return task.filter(owner::sees).orElseThrow(() -> unknown(call));
  }

  private static Problem unknown(Call call) {
    return Problem.notFound(
        "There is no task %s of yours; those that have ended are kept for a while only"
            .formatted(Shown.of(call.variable("id"))));
  }

  private ObjectNode view(Task task, Instant now) {
    ObjectNode json = TaskJson.whole(task);
    queue
        .find(Callback.id(task.id()))
        .ifPresent(telling -> json.set("callback", TaskJson.withResult(telling)));
    if (task.state() == TaskState.QUEUED) {
      queue.position(task.id(), now).ifPresent(ahead -> json.put("position", ahead + 1));
    }
    return json;
  }

  static String location(TaskId id) {
    return ALL + "/" + id;
  }

  private static String named(Task task) {
    return task.kind() + " " + task.id();
  }
}
