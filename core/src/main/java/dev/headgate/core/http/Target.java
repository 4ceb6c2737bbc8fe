package dev.headgate.core.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request target in origin form: path and query exactly as they arrived, never decoded or
 * re-encoded.
 *
 * @param path the raw path; begins with {@code /}
 * @param query the raw query without its {@code ?}; empty where there is none
 * @param hasQuery whether a {@code ?} was there, so that {@code /a?} stays {@code /a?}
 */
public record Target(String path, String query, boolean hasQuery) {
  private static final Pattern CROOKED =
      Pattern.compile("(?i)//|\\\\|%5c|(?:/|%2f)(?:\\.|%2e){1,2}(?:/|%2f|;|$)");

  /** Validates the path. */
  public Target {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path: does not begin with / (expected: origin form)");
    }
  }

  /** The target from its text, such as {@code /repos/o/r/issues?page=2}. */
  public static Target parse(String text) {
    int question = text.indexOf('?');
    return question < 0
        ? new Target(text, "", false)
        : new Target(text.substring(0, question), text.substring(question + 1), true);
  }

  /** The same resource in GitHub's own form: GitHub Enterprise Server has a path before it. */
  public Target canonical() {
    if (path.equals("/api/graphql")) {
      return withPath("/graphql");
    }
    if (path.equals("/api/v3")) {
      return withPath("/");
    }
    return path.startsWith("/api/v3/") ? withPath(path.substring("/api/v3".length())) : this;
  }

  /**
   * Whether every server on the way sees the same path in it: no segment is empty, {@code .} or
   * {@code ..}, written as they are or percent-encoded, and none has a backslash (RFC 3986 §5.2.4).
   */
  public boolean straight() {
    boolean plain = path.indexOf('%') < 0 && path.indexOf('\\') < 0;
    boolean certain = plain && !path.contains("//") && !path.contains("/.");
    return certain || !CROOKED.matcher(path).find();
  }

  /** The raw value of the first query parameter of that name, exactly as written. */
  public Optional<String> parameter(String name) {
    for (String pair : pairs()) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (key.equals(name)) {
        return Optional.of(equals < 0 ? "" : pair.substring(equals + 1));
      }
    }
    return Optional.empty();
  }

  /** This target with that parameter set: replaced in place, or appended. */
  public Target withParameter(String name, String value) {
    List<String> changed = new ArrayList<>();
    boolean placed = false;
    for (String pair : pairs()) {
      boolean same = pair.equals(name) || pair.startsWith(name + "=");
      changed.add(same ? name + "=" + value : pair);
      placed |= same;
    }
    if (!placed) {
      changed.add(name + "=" + value);
    }
    return new Target(path, String.join("&", changed), true);
  }

  /** This target with another path. */
  public Target withPath(String other) {
    return new Target(other, query, hasQuery);
  }

  private List<String> pairs() {
    return query.isEmpty() ? List.of() : List.of(query.split("&", -1));
  }

  /** The text, byte for byte as it arrived. */
  @Override
  public String toString() {
    return hasQuery ? path + "?" + query : path;
  }
}
