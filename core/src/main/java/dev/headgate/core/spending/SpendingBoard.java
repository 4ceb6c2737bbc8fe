package dev.headgate.core.spending;

import dev.headgate.core.storage.StorageFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Where processes tell each other who spends GitHub's quota through them. What a page says is
 * between those who write and read it.
 *
 * <p>Pages are news, not records: a store may lose them, and they come back with the processes'
 * next exchange. Boards in a store go by the store's clock and do not look at {@code now}. Safe for
 * use by several threads and processes.
 */
public interface SpendingBoard {
  /** The longest page, in characters. */
  int LONGEST_PAGE = 1 << 18;

  /** The longest name of a process, in characters. */
  int LONGEST_NAME = 200;

  /**
   * Puts a process's page in place of its former one, and reads all that hold, in one step and one
   * round trip.
   *
   * @param process the process's name, unlike any other's
   * @param page 1 to {@value #LONGEST_PAGE} characters, none of them NUL
   * @param ttl how long the page holds, at least a millisecond
   * @param now the caller's time
   * @return the pages by process, the caller's own among them
   * @throws IllegalArgumentException for a name, page or time out of bounds
   * @throws StorageFailure if the board cannot be asked; it may have taken the page
   */
  Map<String, String> exchange(String process, String page, Duration ttl, Instant now);

  /** Checks what every exchange must satisfy; for implementations. */
  static void check(String process, String page, Duration ttl) {
    if (process.isBlank() || process.length() > LONGEST_NAME || process.indexOf(0) >= 0) {
      throw new IllegalArgumentException(
          "process: %d characters (expected: 1 to %d, none of them NUL)"
              .formatted(process.length(), LONGEST_NAME));
    }
    if (page.isEmpty() || page.length() > LONGEST_PAGE || page.indexOf(0) >= 0) {
      throw new IllegalArgumentException(
          "page: %d characters (expected: 1 to %d, none of them NUL)"
              .formatted(page.length(), LONGEST_PAGE));
    }
    if (ttl.toMillis() < 1) {
      throw new IllegalArgumentException("ttl: %s (expected: at least 1 ms)".formatted(ttl));
    }
  }
}
