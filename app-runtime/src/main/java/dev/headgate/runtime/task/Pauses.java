package dev.headgate.runtime.task;

import java.time.Duration;
import java.time.Instant;

/** When to look again for something that nobody announces. */
public final class Pauses {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private Pauses() {}

  /** After a quarter of the time it has taken so far, between a second and a minute. */
  public static Instant after(Instant began, Instant now) {
    Duration quarter = Duration.between(began, now).dividedBy(4);
    if (quarter.compareTo(SHORTEST) < 0) {
      return now.plus(SHORTEST);
    }
    return now.plus(quarter.compareTo(LONGEST) < 0 ? quarter : LONGEST);
  }
}
