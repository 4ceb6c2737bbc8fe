package dev.headgate.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Time that stands still until a test moves it, forward or back. Thread-safe. */
public final class ManualTime implements InstantSource {

  private final AtomicReference<Instant> now;

  public ManualTime(Instant start) {
    now = new AtomicReference<>(start);
  }

  /** Starts at noon UTC on the first of January 2026. */
  public static ManualTime atNoon() {
    return new ManualTime(Instant.parse("2026-01-01T12:00:00Z"));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /** Moves time on, or back by a negative duration, and returns the new instant. */
  public Instant advance(Duration duration) {
    return now.updateAndGet(instant -> instant.plus(duration));
  }

  /** Jumps to this instant. */
  public void set(Instant instant) {
    now.set(instant);
  }
}
