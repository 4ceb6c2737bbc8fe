package dev.headgate.server.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.runtime.configuration.TaskSettings;
import dev.headgate.runtime.task.TaskAdmission;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.TaskRules;
import dev.headgate.runtime.task.callback.Callback;
import dev.headgate.runtime.task.request.GitHubRequest;
import dev.headgate.runtime.task.request.TaskCredentials;
import dev.headgate.server.endpoint.Problem;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where tasks are handed in: what is checked, sealed and bounded whatever way they come. */
public final class TaskDesk {
  private static final int LONGEST_PAYLOAD = 1 << 20;

  /** A task that ends at once is told of soon; to look earlier finds nothing. */
  static final Duration FIRST_LOOK = Duration.ofMillis(500);

  private final TaskQueue queue;
  private final Set<String> kinds = new TreeSet<>();
  private final Map<String, TaskRules> rules = new HashMap<>();
  private final Map<String, TaskAdmission> admissions = new HashMap<>();
  private final TaskCredentials credentials;
  private final TaskSettings settings;
  private final AuditLog audit;
  private final InstantSource clock;

  TaskDesk(
      TaskQueue queue,
      Collection<TaskHandler> handlers,
      Collection<TaskRules> rules,
      Collection<TaskAdmission> admissions,
      TaskCredentials credentials,
      TaskSettings settings,
      AuditLog audit,
      InstantSource clock) {
    this.queue = queue;
    for (TaskHandler handler : handlers) {
      if (!handler.internal()) {
        kinds.add(handler.kind());
      }
    }
    rules.forEach(rule -> this.rules.put(rule.kind(), rule));
    admissions.forEach(admission -> this.admissions.put(admission.kind(), admission));
    this.credentials = credentials;
    this.settings = settings;
    this.audit = audit;
    this.clock = clock;
  }

  TaskQueue queue() {
    return queue;
  }

  TaskSettings settings() {
    return settings;
  }

  public Instant now() {
    return clock.instant();
  }

  /** The kinds that callers can hand in. */
  Set<String> kinds() {
    return kinds;
  }

  /** What is wrong with a payload for that kind. */
  List<String> mistakes(String kind, JsonNode payload) {
    TaskRules rule = rules.get(kind);
    return rule == null ? List.of() : rule.mistakes(payload);
  }

  /** A request to GitHub with its caller's credential, sealed for its task. */
  GitHubRequest sealed(GitHubRequest request, TaskId id, @Nullable String authorization) {
    if (authorization == null) {
      return request;
    }
    Optional<String> sealed = credentials.seal(id, authorization);
    if (sealed.isEmpty()) {
      throw new Problem(
          501,
          "no-key",
          "No key for credentials",
          "A task cannot keep your GitHub credential, since there is no key to seal it with; the"
              + " operator sets CREDENTIALS_KEY",
          Map.of());
    }
    return request.with(request.priority(), sealed.get());
  }

  /** A payload as text, no longer than the API takes. */
  static String payload(JsonNode payload) {
    String text = TaskJson.write(payload);
    if (text.length() > LONGEST_PAYLOAD) {
      throw new Problem(
          413,
          "content-too-large",
          "Content too large",
          "payload: %d characters (expected: at most %d)".formatted(text.length(), LONGEST_PAYLOAD),
          Map.of());
    }
    return text;
  }

  /**
   * Hands a task in.
   *
   * @param actor who does so, as the audit names him
   * @param callback whom to tell of its end; null for nobody
   * @throws Problem 429 if its kind is full or nothing more of it is taken in now; 422 if its key
   *     was used for something else
   */
  Handed hand(NewTask order, String actor, @Nullable URI callback) {
    boolean told = callback != null && announce(order, callback);
    try {
      Handed handed = accept(order, actor);
      if (handed.fresh() || same(handed.task(), order)) {
        return handed;
      }
      throw used(order.key());
    } catch (Problem refused) {
      if (told) {
        queue.cancel(Callback.id(order.id()), now());
      }
      throw refused;
    }
  }

  /**
   * Hands in a task that is known by its id alone: whatever was handed in under it first counts.
   *
   * @param actor who does so, as the audit names him
   * @throws Problem 429 if its kind is full or nothing more of it is taken in now
   */
  public Handed accept(NewTask order, String actor) {
    boolean admitted = admit(order);
    return switch (queue.enqueue(order, settings.maxQueued(), now())) {
      case Enqueued.Accepted accepted -> {
        created(actor, "task.created", accepted.task(), "accepted");
        yield new Handed(accepted.task(), true);
      }
      case Enqueued.Existing existing -> {
        if (admitted && existing.task().state().ended()) {
          withdraw(order);
        }
        yield new Handed(existing.task(), false);
      }
      case Enqueued.Full full -> {
        if (admitted) {
          withdraw(order);
        }
        throw full(order.kind(), full);
      }
    };
  }

  /** What is known already was admitted when it came first. */
  private boolean admit(NewTask order) {
    @Nullable TaskAdmission admission = admissions.get(order.kind());
    if (admission == null || queue.find(order.id()).isPresent()) {
      return false;
    }
    admission
        .admit(order, now())
        .ifPresent(refusal -> {
          throw new Problem(
              429,
              refusal.type(),
              "Not taken in now",
              "%s; try again in %d s".formatted(refusal.reason(), refusal.seconds()),
              Map.of("kind", order.kind()),
              Map.of("Retry-After", Long.toString(refusal.seconds())));
        });
    return true;
  }

  private void withdraw(NewTask order) {
    @Nullable TaskAdmission admission = admissions.get(order.kind());
    if (admission != null) {
      admission.withdrawn(order, now());
    }
  }

  /** Enters in the audit who handed that in. */
  void created(String actor, String action, Task task, String outcome) {
    audit.append(
        new AuditEvent(
            now(), actor, action, task.kind() + " " + task.id(), outcome, task.requestId()));
  }

  /**
   * Sees to it that somebody is told of a task's end, before there is the task: no crash in between
   * leaves one of whose end nobody is told.
   *
   * @return whether it was not seen to before
   */
  boolean announce(NewTask order, URI callback) {
    NewTask telling =
        new Callback(order.id(), callback)
            .order(order.caller(), order.requestId(), now().plus(FIRST_LOOK));
    return switch (queue.enqueue(telling, settings.maxQueued(), now())) {
      case Enqueued.Accepted accepted -> true;
      case Enqueued.Existing existing -> false;
      case Enqueued.Full full -> throw full(Callback.KIND, full);
    };
  }

  /** A task that is done anew ends anew, of which who was told before is told again. */
  void announceAgain(Task task, String requestId) {
    Optional<Task> before = queue.find(Callback.id(task.id()));
    if (before.isPresent() && before.get().state() == TaskState.SUCCEEDED) {
      NewTask again =
          Callback.of(before.get())
              .again(task.fence(), task.caller(), requestId, now().plus(FIRST_LOOK));
      queue.enqueue(again, settings.maxQueued(), now());
    } else {
      before.ifPresent(telling -> queue.replay(telling.id(), now()));
    }
  }

  static Problem used(@Nullable String key) {
    return new Problem(
        422,
        "idempotency-key-reused",
        "Idempotency key reused",
        "The Idempotency-Key was used with another request before (expected: the same request, or"
            + " another key)",
        key == null ? Map.of() : Map.of("idempotency_key", key));
  }

  static Problem full(String kind, Enqueued.Full full) {
    long seconds = Math.max(1, full.retryAfter().plusNanos(999_999_999).toSeconds());
    return new Problem(
        429,
        "queue-full",
        "Queue full",
        "%d tasks of kind %s wait already; try again in %d s"
            .formatted(full.depth(), kind, seconds),
        Map.of("kind", kind, "depth", full.depth()),
        Map.of("Retry-After", Long.toString(seconds)));
  }

  /** Whether an order asks for what was ordered before; a delay may have passed meanwhile. */
  private static boolean same(Task task, NewTask order) {
    return task.priority() == order.priority()
        && Objects.equals(millis(task.deadline()), millis(order.deadline()))
        && TaskJson.payload(task).equals(TaskJson.handedIn(TaskJson.read(order.payload())));
  }

  private static @Nullable Instant millis(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS);
  }

  static Priority or(@Nullable Priority named, Priority otherwise) {
    return named == null ? otherwise : named;
  }

  /** A task that is known now, and whether it was not before. */
  public record Handed(Task task, boolean fresh) {}
}
