package dev.headgate.core.blob;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Names one blob. Safe wherever names are used: in a path, a URL, a log line.
 *
 * @param value 1 to 128 lower-case letters, digits, hyphens and dots; neither the first nor the
 *     last character is a dot, and no two dots follow each other
 */
public record BlobId(String value) {
  private static final int LONGEST = 128;

  public BlobId {
    requireNonNull(value, "value");
    if (!fits(value)) {
      throw new IllegalArgumentException(
          "value: %s (expected: 1 to %d lower-case letters, digits, hyphens and single dots)"
              .formatted(
                  value.length() > LONGEST ? value.length() + " characters" : value, LONGEST));
    }
  }

  /** The name of that text; empty where it cannot be one. */
  public static Optional<BlobId> parse(String text) {
    return fits(text) ? Optional.of(new BlobId(text)) : Optional.empty();
  }

  private static boolean fits(String text) {
    boolean fits =
        !text.isEmpty()
            && text.length() <= LONGEST
            && !text.startsWith(".")
            && !text.endsWith(".")
            && !text.contains("..");
    for (int i = 0; fits && i < text.length(); i++) {
      fits = allowed(text.charAt(i));
    }
    return fits;
  }

  /** Whether a name may hold that character. */
  static boolean allowed(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  }

  @Override
  public String toString() {
    return value;
  }
}
