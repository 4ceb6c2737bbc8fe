package dev.headgate.core.queue;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.priority.Priority;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task as the queue knows it.
 *
 * @param id its name
 * @param kind which handler does it
 * @param priority its class
 * @param caller who handed it in
 * @param payload what the handler needs, as JSON
 * @param key its idempotency key; null for none
 * @param group those handed in together share it; null for none
 * @param origin the id of the request that handed it in, and behind a space the trace it belongs to
 *     where traces are kept
 * @param state where it stands
 * @param attempts how often it was begun and failed; waiting for a permit burns none
 * @param fence the number of the latest lease; 0 before the first
 * @param createdAt when it was accepted
 * @param notBefore when it can be taken next; equal to {@code createdAt} where nothing delays it
 * @param deadline when it is given up; null for never
 * @param reason why it waits, or why it failed; null where there is nothing to say
 * @param result what the handler left, as JSON; null where it left nothing
 * @param endedAt when it ended; null while it has not
 */
public record Task(
    TaskId id,
    String kind,
    Priority priority,
    String caller,
    String payload,
    @Nullable String key,
    @Nullable String group,
    String origin,
    TaskState state,
    int attempts,
    long fence,
    Instant createdAt,
    Instant notBefore,
    @Nullable Instant deadline,
    @Nullable String reason,
    @Nullable String result,
    @Nullable Instant endedAt) {

  public Task {
    requireNonNull(id, "id");
    requireNonNull(state, "state");
    requireNonNull(createdAt, "createdAt");
    requireNonNull(notBefore, "notBefore");
    if (state.ended() != (endedAt != null)) {
      throw new IllegalArgumentException(
          "endedAt: %s (expected: present exactly when the state is final)".formatted(endedAt));
    }
  }

  /** What becomes of work that is handed in at that moment. */
  public static Task accepted(NewTask order, Instant now) {
    Instant notBefore = order.notBefore();
    Instant start = notBefore != null && notBefore.isAfter(now) ? notBefore : null;
    return new Task(
        order.id(),
        order.kind(),
        order.priority(),
        order.caller(),
        order.payload(),
        order.key(),
        order.group(),
        order.origin(),
        start == null ? TaskState.QUEUED : TaskState.WAITING,
        0,
        0,
        now,
        start == null ? now : start,
        order.deadline(),
        start == null ? null : "not before " + start,
        null,
        null);
  }

  /** The id of the request that handed it in. */
  public String requestId() {
    return idOf(origin);
  }

  /** The W3C {@code traceparent} of whoever handed it in, as far as that was kept. */
  public Optional<String> trace() {
    return traceOf(origin);
  }

  /** The request's id in an origin. */
  static String idOf(String origin) {
    int space = origin.indexOf(' ');
    return space < 0 ? origin : origin.substring(0, space);
  }

  /** The trace's context in an origin. */
  static Optional<String> traceOf(String origin) {
    int space = origin.indexOf(' ');
    return space < 0 ? Optional.empty() : Optional.of(origin.substring(space + 1));
  }

  /** The same without what can be large: its payload is empty, its result null. */
  public Task summary() {
    return new Task(
        id, kind, priority, caller, "", key, group, origin, state, attempts, fence, createdAt,
        notBefore, deadline, reason, null, endedAt);
  }
}
