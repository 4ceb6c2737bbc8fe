package dev.headgate.server.endpoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A request that is not granted; told to the client as RFC 9457 problem details. The message is the
 * detail: what was wrong, what was expected, what to do.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;
  private final String title;
  private final transient Map<String, Object> members;
  private final transient Map<String, String> fields;

  /** With further members for the body. */
  public Problem(
      int status, String type, String title, String detail, Map<String, Object> members) {
    this(status, type, title, detail, members, Map.of());
  }

  /** With further members for the body, and with header fields. */
  public Problem(
      int status,
      String type,
      String title,
      String detail,
      Map<String, Object> members,
      Map<String, String> fields) {
    super(detail, null, false, false);
    this.status = status;
    this.type = type;
    this.title = title;
    this.members = Map.copyOf(members);
    this.fields = Map.copyOf(fields);
  }

  /** The request does not say what it must. */
  public static Problem badRequest(String detail) {
    return new Problem(400, "bad-request", "Bad request", detail, Map.of());
  }

  /** The request does not say what it must; each mistake is told in {@code errors}. */
  public static Problem badRequest(List<String> mistakes) {
    return new Problem(
        400,
        "bad-request",
        "Bad request",
        String.join("; ", mistakes),
        Map.of("errors", List.copyOf(mistakes)));
  }

  /** Its content breaks rules; each mistake is told in {@code errors}. */
  public static Problem invalid(List<String> mistakes) {
    return new Problem(
        422,
        "invalid-content",
        "Invalid content",
        String.join("; ", mistakes),
        Map.of("errors", List.copyOf(mistakes)));
  }

  /** What it names is not there. */
  public static Problem notFound(String detail) {
    return new Problem(404, "not-found", "Not found", detail, Map.of());
  }

  /** It does not fit what is there. */
  public static Problem conflict(String detail) {
    return new Problem(409, "conflict", "Conflict", detail, Map.of());
  }

  /** The same with another detail and these members besides. */
  public Problem of(String detail, Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(members);
    all.putAll(more);
    return new Problem(status, type, title, detail, all, fields);
  }

  /** The status. */
  public int status() {
    return status;
  }

  /** Seconds after which it is worth trying again; 0 where waiting does not help. */
  public long retryAfter() {
    return Long.parseLong(fields.getOrDefault("Retry-After", "0"));
  }

  String type() {
    return type;
  }

  String title() {
    return title;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  Map<String, String> fields() {
    return fields;
  }

  Map<String, Object> members() {
    return members;
  }
}
