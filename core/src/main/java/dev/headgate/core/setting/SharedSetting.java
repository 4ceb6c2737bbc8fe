package dev.headgate.core.setting;

import static java.util.Objects.requireNonNull;

/**
 * A setting as it was written last.
 *
 * @param name such as {@code rate-limit.rules}; 1 to 200 characters, none of them NUL
 * @param text its value in the writer's own form; at most {@value #LONGEST_TEXT} characters, none
 *     of them NUL
 * @param version the store's version when it was written; at least 1
 */
public record SharedSetting(String name, String text, long version) {
  /** The longest value. */
  public static final int LONGEST_TEXT = 1 << 20;

  private static final int LONGEST_NAME = 200;

  public SharedSetting {
    check(name, text);
    if (version < 1) {
      throw new IllegalArgumentException("version: %d (expected: at least 1)".formatted(version));
    }
  }

  /** Checks what every setting must satisfy; for implementations. */
  public static void check(String name, String text) {
    requireNonNull(text, "text");
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "name: '%s' (expected: 1 to %d characters)".formatted(name, LONGEST_NAME));
    }
    if (text.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException(
          "text: %d characters (expected: at most %d)".formatted(text.length(), LONGEST_TEXT));
    }
    if (name.indexOf(0) >= 0 || text.indexOf(0) >= 0) {
      throw new IllegalArgumentException("text: contains NUL (expected: none)");
    }
  }
}
