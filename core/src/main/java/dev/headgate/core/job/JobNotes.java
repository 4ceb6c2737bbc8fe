package dev.headgate.core.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Short notes on jobs that processes leave for one another: what failed when, how far a task is.
 * Each has a name, and is gone when its time is up.
 *
 * <p><b>Atomicity.</b> Each call is one step; of two writes under one name the later counts.
 *
 * <p><b>Time.</b> The caller decides it; a store that is shared between machines uses its own clock
 * instead and says so.
 *
 * <p><b>Bound.</b> A store that loses its memory loses the notes.
 *
 * <p><b>Arguments.</b> A name of 1 to {@value #LONGEST_NAME} and a text of 1 to {@value
 * #LONGEST_TEXT} characters, neither with NUL; at least a millisecond. Anything else is an {@link
 * IllegalArgumentException} and changes nothing.
 *
 * <p><b>Cost.</b> One round trip per call, whatever the number of notes.
 *
 * <p>Thread-safe. A shared store throws a {@link dev.headgate.core.storage.StorageFailure} when it
 * cannot be asked; every call may be repeated.
 */
public interface JobNotes {
  /** The longest name. */
  int LONGEST_NAME = 256;

  /** The longest text. */
  int LONGEST_TEXT = 2000;

  /** Leaves a note, in place of any of that name, for that long. */
  void write(String name, String text, Duration length, Instant now);

  /** The text of the note of that name; empty where there is none. */
  Optional<String> read(String name, Instant now);

  /** Takes the note of that name away, if there is one. */
  void remove(String name);

  /** Checks what every note must satisfy; for implementations. */
  static void check(String name, String text, Duration length) {
    bounded("name", name, LONGEST_NAME);
    bounded("text", text, LONGEST_TEXT);
    if (length.toMillis() < 1) {
      throw new IllegalArgumentException(
          "length: %s (expected: at least a millisecond)".formatted(length));
    }
  }

  private static void bounded(String field, String value, int longest) {
    if (value.isBlank() || value.length() > longest || value.indexOf(0) >= 0) {
      throw new IllegalArgumentException(
          "%s: %d characters (expected: 1 to %d, none of them NUL)"
              .formatted(field, value.length(), longest));
    }
  }
}
