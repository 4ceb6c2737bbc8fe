package dev.headgate.core.priority;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.limit.PathGlob;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The priority of some requests that do not name one.
 *
 * @param method their method; empty for any
 * @param path their path
 * @param priority what they get
 */
public record PriorityRule(String method, PathGlob path, Priority priority) {
  private static final Pattern TEXT =
      Pattern.compile("(?:([A-Za-z]+) +)?(/[^\\s=]*) *= *([A-Za-z]+)");

  public PriorityRule {
    requireNonNull(method, "method");
    requireNonNull(path, "path");
    requireNonNull(priority, "priority");
  }

  /**
   * The rule written as {@code path=priority} or {@code METHOD path=priority}.
   *
   * @throws IllegalArgumentException where it is written in another way
   */
  public static PriorityRule parse(String text) {
    Matcher parts = TEXT.matcher(text.strip());
    Optional<Priority> priority =
        parts.matches() ? Priority.named(parts.group(3)) : Optional.empty();
    if (priority.isEmpty()) {
      throw new IllegalArgumentException(
          "rule: '%s' (expected: [METHOD ]/path=critical|high|normal|low)".formatted(text));
    }
    String method = parts.group(1) == null ? "" : parts.group(1).toUpperCase(Locale.ROOT);
    return new PriorityRule(method, new PathGlob(parts.group(2)), priority.get());
  }

  /** Whether the request is meant. */
  public boolean matches(String requestMethod, String requestPath) {
    return (method.isEmpty() || method.equals(requestMethod)) && path.matches(requestPath);
  }

  /** As it is written. */
  public String text() {
    return (method.isEmpty() ? "" : method + " ") + path + "=" + priority.label();
  }
}
