package dev.headgate.core.admission;

import dev.headgate.core.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Calls back when a test moves the time past an alarm's. Thread-safe. */
public final class ManualAlarm implements Alarm {
  private final ManualTime time;
  private final List<Entry> entries = new ArrayList<>();

  public ManualAlarm(ManualTime time) {
    this.time = time;
  }

  @Override
  public Runnable at(Instant when, Runnable action) {
    Entry entry = new Entry(when, action);
    synchronized (entries) {
      entries.add(entry);
    }
    return () -> {
      synchronized (entries) {
        entries.remove(entry);
      }
    };
  }

  /** Moves the time on, stopping at each alarm on the way. */
  public void advance(Duration duration) {
    Instant end = time.instant().plus(duration);
    for (Optional<Entry> due = due(end); due.isPresent(); due = due(end)) {
      if (due.get().when.isAfter(time.instant())) {
        time.set(due.get().when);
      }
      due.get().action.run();
    }
    time.set(end);
  }

  private Optional<Entry> due(Instant end) {
    synchronized (entries) {
      Optional<Entry> first =
          entries.stream()
              .filter(entry -> !entry.when.isAfter(end))
              .min(Comparator.comparing(entry -> entry.when));
      first.ifPresent(entries::remove);
      return first;
    }
  }

  private static final class Entry {
    private final Instant when;
    private final Runnable action;

    Entry(Instant when, Runnable action) {
      this.when = when;
      this.action = action;
    }
  }
}
