package dev.headgate.runtime.configuration;

import java.util.List;

/**
 * A pattern of paths: {@code *} stands for one segment, {@code **} at the end for any number.
 *
 * @param text the pattern, with a slash at its start
 */
public record PathPattern(String text) {

  public PathPattern {
    List<String> segments = segments(text);
    boolean sound = text.startsWith("/");
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      boolean last = i == segments.size() - 1;
      sound &= !segment.contains("*") || segment.equals("*") || (last && segment.equals("**"));
    }
    if (!sound) {
      throw new IllegalArgumentException(
          "pattern: %s (expected: /, then segments or *, ** at the end only)".formatted(text));
    }
  }

  /** Whether this raw path, without its query, is meant. */
  public boolean matches(String path) {
    List<String> wanted = segments(text);
    List<String> given = segments(path);
    for (int i = 0; i < wanted.size(); i++) {
      String segment = wanted.get(i);
      if (segment.equals("**")) {
        return true;
      }
      if (i >= given.size() || !(segment.equals("*") || segment.equals(given.get(i)))) {
        return false;
      }
    }
    return wanted.size() == given.size();
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }
}
