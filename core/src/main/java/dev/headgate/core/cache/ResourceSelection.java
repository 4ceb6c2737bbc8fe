package dev.headgate.core.cache;

/**
 * Names cached resources by the path of their targets: what is invalidated together.
 *
 * <p>A path stands for every query, media type and API version that was asked of it. Paths compare
 * without regard to the case of ASCII letters, as GitHub takes the names of owners and
 * repositories: rather one resource too many is read again than one too few. Nothing is decoded.
 */
public sealed interface ResourceSelection {
  /** The longest path; that of a resource is at most as long. */
  int LONGEST_PATH = 16_384;

  /** One path. */
  static ResourceSelection exactly(String path) {
    return new Exactly(path);
  }

  /** A path and everything that lies beneath it. */
  static ResourceSelection beneath(String path) {
    return new Beneath(path);
  }

  /** Every resource. */
  static ResourceSelection everything() {
    return new Everything();
  }

  /** Whether the resource is meant. */
  default boolean contains(ResourceKey key) {
    return containsPath(key.path());
  }

  /** Whether resources of that path are meant. */
  boolean containsPath(String path);

  /**
   * One path.
   *
   * @param path such as {@code /repos/o/r}; without a query
   */
  record Exactly(String path) implements ResourceSelection {
    public Exactly {
      check(path);
    }

    @Override
    public boolean containsPath(String other) {
      return path.length() == other.length() && begins(other, path);
    }
  }

  /**
   * A path and everything beneath it: {@code /repos/o/r} means {@code /repos/o/r} and {@code
   * /repos/o/r/issues}, not {@code /repos/o/rest}.
   *
   * @param path without a query; a slash at its end means the same as none
   */
  record Beneath(String path) implements ResourceSelection {
    public Beneath {
      check(path);
      path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    @Override
    public boolean containsPath(String other) {
      int end = path.length();
      return begins(other, path) && (other.length() == end || other.charAt(end) == '/');
    }
  }

  /** Every resource. */
  record Everything() implements ResourceSelection {
    @Override
    public boolean containsPath(String other) {
      return true;
    }
  }

  /** A path as it is compared: its ASCII letters in lower case. */
  static String folded(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (fold(path.charAt(i)) != path.charAt(i)) {
        char[] folded = path.toCharArray();
        for (int j = i; j < folded.length; j++) {
          folded[j] = fold(folded[j]);
        }
        return new String(folded);
      }
    }
    return path;
  }

  private static boolean begins(String path, String start) {
    if (path.length() < start.length()) {
      return false;
    }
    for (int i = 0; i < start.length(); i++) {
      if (fold(path.charAt(i)) != fold(start.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static char fold(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  private static void check(String path) {
    if (!path.startsWith("/") || path.indexOf('?') >= 0 || path.length() > LONGEST_PATH) {
      throw new IllegalArgumentException(
          "path: '%s' (expected: begins with /, no query, at most %d characters)"
              .formatted(path.length() > 200 ? path.substring(0, 200) + "…" : path, LONGEST_PATH));
    }
  }
}
