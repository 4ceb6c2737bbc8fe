package dev.headgate.core.priority;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How urgent something is.
 *
 * <p>Critical goes before everything. The others age: one that has waited longer than its {@link
 * #headStart()} is behind a newcomer of the next class goes before it, so that none starves.
 */
public enum Priority {
  /** Somebody is stopped until it is done. */
  CRITICAL(Duration.ZERO),
  /** Others wait for it: results, comments, statuses. */
  HIGH(Duration.ZERO),
  /** A person or a program reads. */
  NORMAL(Duration.ofSeconds(5)),
  /** Nobody looks at it now: bulk lists, searches, archives. */
  LOW(Duration.ofSeconds(30));

  private final Duration headStart;

  Priority(Duration headStart) {
    this.headStart = headStart;
  }

  /** By how much those of the high class who came later still go first. */
  public Duration headStart() {
    return headStart;
  }

  /** Whether it may use what is held in reserve for urgent work. */
  public boolean urgent() {
    return this == CRITICAL || this == HIGH;
  }

  /** The word that users write and read. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The priority of that word, in any case; empty for any other word. */
  public static Optional<Priority> named(String word) {
    for (Priority priority : values()) {
      if (priority.name().equalsIgnoreCase(word.strip())) {
        return Optional.of(priority);
      }
    }
    return Optional.empty();
  }
}
