package dev.headgate.core.job;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The rule itself, one call at a time. */
public final class ModelNotes implements JobNotes {
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Instant> ends = new HashMap<>();

  @Override
  public synchronized void write(String name, String text, Duration length, Instant now) {
    JobNotes.check(name, text, length);
    texts.put(name, text);
    ends.put(name, now.plus(length));
  }

  @Override
  public synchronized Optional<String> read(String name, Instant now) {
    return Optional.ofNullable(texts.get(name))
        .filter(text -> now.isBefore(ends.getOrDefault(name, Instant.MIN)));
  }

  @Override
  public synchronized void remove(String name) {
    texts.remove(name);
    ends.remove(name);
  }
}
