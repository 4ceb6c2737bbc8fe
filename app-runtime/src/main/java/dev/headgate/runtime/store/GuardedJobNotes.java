package dev.headgate.runtime.store;

import dev.headgate.core.job.JobNotes;
import dev.headgate.core.storage.StoreCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Notes in a shared store behind its guard. */
final class GuardedJobNotes implements JobNotes {
  private final JobNotes notes;
  private final StoreCalls store;

  GuardedJobNotes(JobNotes notes, StoreCalls store) {
    this.notes = notes;
    this.store = store;
  }

  @Override
  public void write(String name, String text, Duration length, Instant now) {
    store.call(() -> {
      notes.write(name, text, length, now);
      return name;
    });
  }

  @Override
  public Optional<String> read(String name, Instant now) {
    return store.call(() -> notes.read(name, now));
  }

  @Override
  public void remove(String name) {
    store.call(() -> {
      notes.remove(name);
      return name;
    });
  }
}
