package dev.headgate.core.limit;

import org.jspecify.annotations.Nullable;

/**
 * A pattern of paths: within a segment {@code *} stands for any characters, {@code **} for any
 * number of whole segments, none among them. Everything else stands for itself; the case of ASCII
 * letters does not count, as it does not in the names of GitHub's owners and repositories.
 *
 * <p>Matching takes time proportional to the path times the pattern at worst, allocates nothing and
 * never backtracks further than the latest star.
 *
 * <p>A pattern starts with a slash and has at most 500 characters.
 */
public final class PathGlob {
  private static final String ANY_SEGMENTS = "**";
  private static final int LONGEST = 500;

  private final String text;
  private final String[] segments;

  /**
   * The pattern of this text.
   *
   * @throws IllegalArgumentException where it does not begin with a slash, is too long, or has two
   *     stars beside something else in one segment
   */
  public PathGlob(String text) {
    Check.that(
        text.startsWith("/") && text.length() <= LONGEST,
        "path",
        text,
        "a path that starts with / and has at most " + LONGEST + " characters");
    this.text = text;
    this.segments = text.substring(1).split("/", -1);
    for (String segment : segments) {
      boolean sound = segment.equals(ANY_SEGMENTS) || !segment.contains(ANY_SEGMENTS);
      Check.that(sound, "path", text, "** only as a whole segment");
    }
  }

  /** Whether this raw path, without its query, is meant. */
  public boolean matches(String path) {
    int next = 0;
    int at = 1;
    int star = -1;
    int starAt = -1;
    while (at <= path.length()) {
      int slash = path.indexOf('/', at);
      int end = slash < 0 ? path.length() : slash;
      if (next < segments.length && segments[next].equals(ANY_SEGMENTS)) {
        star = next++;
        starAt = at;
      } else if (next < segments.length && segment(segments[next], path, at, end)) {
        next++;
        at = end + 1;
      } else if (star >= 0) {
        int passed = path.indexOf('/', starAt);
        starAt = passed < 0 ? path.length() + 1 : passed + 1;
        next = star + 1;
        at = starAt;
      } else {
        return false;
      }
    }
    while (next < segments.length && segments[next].equals(ANY_SEGMENTS)) {
      next++;
    }
    return next == segments.length;
  }

  /** Whether the characters from {@code at} to {@code end} are what one segment means. */
  private static boolean segment(String pattern, String path, int at, int end) {
    int next = 0;
    int star = -1;
    int starAt = -1;
    int here = at;
    while (here < end) {
      if (next < pattern.length() && pattern.charAt(next) == '*') {
        star = next++;
        starAt = here;
      } else if (next < pattern.length() && same(pattern.charAt(next), path.charAt(here))) {
        next++;
        here++;
      } else if (star >= 0) {
        next = star + 1;
        here = ++starAt;
      } else {
        return false;
      }
    }
    while (next < pattern.length() && pattern.charAt(next) == '*') {
      next++;
    }
    return next == pattern.length();
  }

  private static boolean same(char one, char other) {
    return one == other || (lower(one) == lower(other) && lower(one) >= 'a' && lower(one) <= 'z');
  }

  private static int lower(char letter) {
    return letter | 0x20;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PathGlob glob && glob.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
