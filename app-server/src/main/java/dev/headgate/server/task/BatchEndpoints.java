package dev.headgate.server.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.identity.Sha256;
import dev.headgate.core.priority.EndpointPriority;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQuery;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import dev.headgate.runtime.configuration.BatchSettings;
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
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.endpoint.Route;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Many requests to GitHub in one call: all are accepted or none, equal reads are made once, and the
 * results come as they are there, as lines of JSON.
 */
final class BatchEndpoints implements EndpointGroup {
  private static final String ALL = "/api/v1/batches";
  private static final String ONE = ALL + "/{id}";
  private static final Set<String> NAMES = Set.of("requests", "callback");
  private static final int MOST_MISTAKES = 100;

  private final TaskDesk desk;
  private final TaskQueue queue;
  private final Gatekeeper gate;
  private final EndpointPriority priorities;
  private final CallbackRules callbacks;
  private final BatchStreams streams;
  private final BatchSettings settings;

  BatchEndpoints(
      TaskDesk desk,
      Gatekeeper gate,
      EndpointPriority priorities,
      CallbackRules callbacks,
      BatchStreams streams,
      BatchSettings settings) {
    this.desk = desk;
    this.queue = desk.queue();
    this.gate = gate;
    this.priorities = priorities;
    this.callbacks = callbacks;
    this.streams = streams;
    this.settings = settings;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post(ALL, Access.KEY, this::create),
        Route.get(ALL, Access.OWNER, this::list),
        Route.get(ONE, Access.OWNER, this::one));
  }

  private Answer create(Call call) throws IOException {
    JsonNode body = call.json(Math.toIntExact(settings.maxBytes()));
    Orders order = new Orders(body, NAMES);
    List<GitHubRequest> requests = requests(order);
    String key = order.key(call);
    URI callback = order.callback(callbacks);
    order.check();
    Owner owner = Owner.of(call.exchange(), gate);
    TaskId id = Orders.id(Batch.KIND, owner, key);
    List<Integer> places = new ArrayList<>();
    List<GitHubRequest> single = single(requests, places);
    Batch batch = new Batch(id, digest(body), places);
    NewTask manifest = order(id, Batch.KIND, Priority.NORMAL, owner, batch.json(), key, null, call);
    // What cannot be kept is refused before anything is.
    List<NewTask> tasks = tasks(batch, single, owner, call);
    boolean told = callback != null && desk.announce(manifest, callback);
    Task known = manifest(manifest, batch, told);
    boolean fresh = known.state() != TaskState.SUCCEEDED;
    if (fresh && accept(batch, tasks, known)) {
      desk.created(call.exchange().caller(), "batch.created", known, single.size() + " requests");
    }
    ObjectNode json = summary(queue.find(id).orElse(known));
    return Answer.json(fresh ? 202 : 200, json).with("Location", ALL + "/" + id);
  }

  /** The batch's own task: first, so that no request is made of a batch that nobody knows. */
  private Task manifest(NewTask manifest, Batch batch, boolean told) {
    Enqueued answer = queue.enqueue(manifest, desk.settings().maxQueued(), desk.now());
    if (answer instanceof Enqueued.Accepted accepted) {
      return accepted.task();
    }
    if (answer instanceof Enqueued.Existing existing
        && Batch.of(existing.task()).digest().equals(batch.digest())) {
      return existing.task();
    }
    if (told) {
      queue.cancel(Callback.id(batch.id()), desk.now());
    }
    throw answer instanceof Enqueued.Full full
        ? TaskDesk.full(Batch.KIND, full)
        : TaskDesk.used(manifest.key());
  }

  /** The requests as tasks of their own, the most urgent first. */
  private List<NewTask> tasks(Batch batch, List<GitHubRequest> requests, Owner owner, Call call) {
    @Nullable String authorization = call.exchange().gitHubCredential();
    List<NewTask> tasks = new ArrayList<>();
    for (int number = 0; number < requests.size(); number++) {
      GitHubRequest request = requests.get(number);
      TaskId id = batch.task(number);
      JsonNode payload = desk.sealed(request, id, authorization).json();
      tasks.add(
          order(
              id,
              GitHubRequest.KIND,
              TaskDesk.or(request.priority(), Priority.NORMAL),
              owner,
              payload,
              null,
              batch.id(),
              call));
    }
    tasks.sort(Comparator.comparing(NewTask::priority));
    return tasks;
  }

  /** Hands the requests in; whether any was not known before. */
  private boolean accept(Batch batch, List<NewTask> tasks, Task known) {
    List<Enqueued> answers = queue.enqueueAll(tasks, desk.settings().maxQueued(), desk.now());
    for (Enqueued answer : answers) {
      if (answer instanceof Enqueued.Full full) {
        queue.cancel(batch.id(), desk.now());
        queue.cancel(Callback.id(batch.id()), desk.now());
        throw TaskDesk.full(GitHubRequest.KIND, full);
      }
    }
    if (known.state().ended()) {
      // An earlier attempt at the same batch found no room.
      queue.replay(batch.id(), desk.now());
      queue.replay(Callback.id(batch.id()), desk.now());
    }
    return answers.stream().anyMatch(Enqueued.Accepted.class::isInstance);
  }

  private static NewTask order(
      TaskId id,
      String kind,
      Priority priority,
      Owner owner,
      JsonNode payload,
      @Nullable String key,
      @Nullable TaskId group,
      Call call) {
    return new NewTask(
        id,
        kind,
        priority,
        owner.name(),
        TaskJson.write(payload),
        key,
        group == null ? null : group.value(),
        null,
        null,
        call.exchange().requestId());
  }

  private List<GitHubRequest> requests(Orders order) {
    JsonNode array = order.node("requests");
    if (!array.isArray() || array.isEmpty() || array.size() > settings.maxRequests()) {
      order.wrong(
          "requests",
          array.isArray() ? array.size() + " of them" : "missing",
          "a list of 1 to %d requests".formatted(settings.maxRequests()));
      return List.of();
    }
    List<GitHubRequest> requests = new ArrayList<>();
    for (int i = 0; i < array.size() && order.mistakes().size() < MOST_MISTAKES; i++) {
      String at = "requests[%d].".formatted(i);
      GitHubRequest request = GitHubRequest.read(array.get(i), at, order.mistakes());
      if (array.get(i).has(TaskJson.CREDENTIAL)) {
        order.wrong(at + TaskJson.CREDENTIAL, "present", "none: it goes into Authorization");
      } else if (request != null) {
        requests.add(request.with(urgency(request), null));
      }
    }
    return requests;
  }

  private Priority urgency(GitHubRequest request) {
    return TaskDesk.or(
        request.priority(),
        priorities.of(request.method(), request.target().path(), request.target().query()));
  }

  /**
   * Each request once, equal reads by the most urgent of them; {@code places} takes which is which.
   */
  private static List<GitHubRequest> single(List<GitHubRequest> requests, List<Integer> places) {
    List<GitHubRequest> single = new ArrayList<>();
    Map<JsonNode, Integer> known = new LinkedHashMap<>();
    for (GitHubRequest request : requests) {
      JsonNode reads = request.with(null, null).json();
      @Nullable Integer place = request.sharable() ? known.putIfAbsent(reads, single.size()) : null;
      if (place == null) {
        places.add(single.size());
        single.add(request);
      } else {
        places.add(place);
        GitHubRequest first = single.get(place);
        if (urgent(request).compareTo(urgent(first)) < 0) {
          single.set(place, first.with(request.priority(), null));
        }
      }
    }
    return single;
  }

  private static Priority urgent(GitHubRequest request) {
    return TaskDesk.or(request.priority(), Priority.NORMAL);
  }

  private static String digest(JsonNode body) {
    byte[] digest = Sha256.digest().digest(TaskJson.write(body).getBytes(UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  private Answer list(Call call) {
    List<String> mistakes = new ArrayList<>();
    Page page = Page.of(call, mistakes);
    if (!mistakes.isEmpty()) {
      throw Orders.refusal(mistakes);
    }
    Owner owner = Owner.of(call.exchange(), gate);
    List<Task> tasks =
        queue.list(
            new TaskQuery(Batch.KIND, null, owner.listed(), null, page.before(), page.asked()));
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode array = json.putArray("batches");
    page.shown(tasks).forEach(task -> array.add(brief(task)));
    return page.linked(Answer.json(json), tasks, ALL, call, List.of());
  }

  private Answer one(Call call) {
    Task task = found(call);
    @Nullable String accept = call.exchange().getHeaders().get(HttpHeader.ACCEPT);
    boolean lines = accept != null && accept.contains(BatchStreams.MEDIA_TYPE);
    if (lines && !call.exchange().getMethod().equals("HEAD")) {
      return streams.open(Batch.of(task), call.parameter("after").orElse(""));
    }
    ObjectNode json = summary(task);
    json.set("counts", BatchProgress.json(new BatchProgress(queue, Batch.of(task)).counts()));
    queue
        .find(Callback.id(task.id()))
        .ifPresent(telling -> json.set("callback", TaskJson.withResult(telling)));
    return Answer.json(json);
  }

  private Task found(Call call) {
    Optional<Task> task;
    try {
      task = queue.find(new TaskId(call.variable("id")));
    } catch (IllegalArgumentException noId) {
      task = Optional.empty();
    }
    Owner owner = Owner.of(call.exchange(), gate);
    return task.filter(batch -> batch.kind().equals(Batch.KIND))
        .filter(owner::sees)
        .orElseThrow(() ->
            Problem.notFound(
                "There is no batch %s of yours; those that have ended are kept for a while only"
                    .formatted(Shown.of(call.variable("id")))));
  }

  private static ObjectNode brief(Task task) {
    ObjectNode json = TaskJson.summary(task);
    json.remove(List.of("kind", "attempts", "priority", "not_before"));
    if (!task.state().ended()) {
      json.remove("reason");
      json.put("state", "running");
    }
    return json;
  }

  private static ObjectNode summary(Task task) {
    Batch batch = Batch.of(task);
    ObjectNode json = brief(task);
    json.put("requests", batch.places().size());
    ArrayNode ids = json.putArray("tasks");
    batch.places().forEach(place -> ids.add(batch.task(place).value()));
    return json;
  }
}
