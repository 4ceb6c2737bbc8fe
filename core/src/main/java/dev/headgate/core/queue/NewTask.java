package dev.headgate.core.queue;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.priority.Priority;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Work as it is handed in.
 *
 * @param id its name from now on
 * @param kind which handler does it: 1 to 64 lower-case letters, digits, dots and hyphens
 * @param priority its class
 * @param caller among whom a class shares fairly; at most 128 characters
 * @param payload what the handler needs, as JSON; at most {@value #LONGEST_PAYLOAD} characters
 * @param key two tasks of one kind and caller with the same key are one; null for none; at most 200
 *     characters
 * @param group tasks handed in together, to be listed together, share it; null for none; at most 64
 *     characters
 * @param notBefore when it may be begun; null for at once
 * @param deadline when it is given up if it has not ended; null for never
 * @param origin the id of the request that handed it in; see {@link #tracedAs}
 */
public record NewTask(
    TaskId id,
    String kind,
    Priority priority,
    String caller,
    String payload,
    @Nullable String key,
    @Nullable String group,
    @Nullable Instant notBefore,
    @Nullable Instant deadline,
    String origin) {
  /** The longest payload, in characters: GitHub's largest webhook and what surrounds it. */
  public static final int LONGEST_PAYLOAD = 26 << 20;

  private static final int LONGEST_KIND = 64;
  private static final int LONGEST_CALLER = 128;
  private static final int LONGEST_KEY = 200;
  private static final int LONGEST_GROUP = 64;

  public NewTask {
    requireNonNull(id, "id");
    requireNonNull(priority, "priority");
    kind(kind);
    bounded("caller", caller, LONGEST_CALLER);
    bounded("payload", payload, LONGEST_PAYLOAD);
    bounded("origin", origin, LONGEST_KEY);
    named("key", key, LONGEST_KEY);
    named("group", group, LONGEST_GROUP);
  }

  /** The same, not to be begun before then. */
  public NewTask after(Instant instant) {
    return new NewTask(id, kind, priority, caller, payload, key, group, instant, deadline, origin);
  }

  /** The id of the request that handed it in. */
  public String requestId() {
    return Task.idOf(origin);
  }

  /** The W3C {@code traceparent} of the trace that its work is part of, if it has one. */
  public Optional<String> trace() {
    return Task.traceOf(origin);
  }

  /**
   * The same, whose work is part of that trace: the context stands behind the request's id in its
   * origin, where every queue keeps it.
   *
   * @param context a W3C {@code traceparent}; without spaces
   */
  public NewTask tracedAs(String context) {
    return new NewTask(
        id,
        kind,
        priority,
        caller,
        payload,
        key,
        group,
        notBefore,
        deadline,
        requestId() + ' ' + context);
  }

  /** Checks the name of a kind. */
  static void kind(String kind) {
    boolean fits = !kind.isEmpty() && kind.length() <= LONGEST_KIND;
    for (int i = 0; fits && i < kind.length(); i++) {
      char c = kind.charAt(i);
      fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "kind: %s (expected: 1 to %d lower-case letters, digits, dots and hyphens)"
              .formatted(kind, LONGEST_KIND));
    }
  }

  private static void named(String name, @Nullable String text, int longest) {
    if (text != null && (text.isBlank() || text.length() > longest)) {
      throw new IllegalArgumentException(
          "%s: %d characters (expected: 1 to %d)".formatted(name, text.length(), longest));
    }
  }

  private static void bounded(String name, String text, int longest) {
    if (text.length() > longest) {
      throw new IllegalArgumentException(
          "%s: %d characters (expected: at most %d)".formatted(name, text.length(), longest));
    }
  }
}
