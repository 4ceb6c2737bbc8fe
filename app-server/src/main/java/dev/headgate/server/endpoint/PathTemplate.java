package dev.headgate.server.endpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path in which {@code {name}} stands for one segment that is not empty.
 *
 * @param text such as {@code /api/v1/limits/{rule}}
 */
public record PathTemplate(String text) {

  /** Checks that it begins with a slash. */
  public PathTemplate {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("path: %s (expected: / at its start)".formatted(text));
    }
  }

  /** Whether only one path is meant. */
  boolean literal() {
    return !text.contains("{");
  }

  /**
   * The variables of a raw path, percent-decoded, in their order; null where it is not meant or its
   * encoding is broken.
   */
  @Nullable Map<String, String> variables(String path) {
    List<String> wanted = segments(text);
    List<String> given = segments(path);
    if (wanted.size() != given.size()) {
      return null;
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      String segment = wanted.get(i);
      if (!segment.startsWith("{")) {
        if (!segment.equals(given.get(i))) {
          return null;
        }
      } else {
        @Nullable String value = decoded(given.get(i));
        if (value == null) {
          return null;
        }
        variables.put(segment.substring(1, segment.length() - 1), value);
      }
    }
    return variables;
  }

  private static @Nullable String decoded(String segment) {
    try {
      // In a path a plus is a plus.
      String value = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
      return value.isEmpty() ? null : value;
    } catch (IllegalArgumentException broken) {
      return null;
    }
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }
}
