package dev.headgate.core.queue;

import static java.util.Objects.requireNonNull;

/**
 * Names one task for good: in URLs, in logs, and as the key by which its effects are done once.
 *
 * @param value 1 to 64 letters, digits and hyphens; lower case where Headgate makes it, so that it
 *     may become part of a Kubernetes name
 */
public record TaskId(String value) {
  private static final int LONGEST = 64;

  public TaskId {
    requireNonNull(value, "value");
    boolean fits = !value.isEmpty() && value.length() <= LONGEST;
    for (int i = 0; fits && i < value.length(); i++) {
      char c = value.charAt(i);
      fits = c == '-' || (c < 128 && Character.isLetterOrDigit(c));
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "value: %s (expected: 1 to %d letters, digits and hyphens)"
              .formatted(
                  value.length() > LONGEST ? value.length() + " characters" : value, LONGEST));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
