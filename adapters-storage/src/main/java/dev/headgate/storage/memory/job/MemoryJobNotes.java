package dev.headgate.storage.memory.job;

import dev.headgate.core.job.JobNotes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Notes in this process's memory, which end with it: they go by the callers' time. Those whose time
 * is up are looked for whenever there are twice as many as the last time.
 */
public final class MemoryJobNotes implements JobNotes {
  private static final int FEW = 1000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Note> notes = new HashMap<>();
  private int many = FEW;

  @Override
  public void write(String name, String text, Duration length, Instant now) {
    JobNotes.check(name, text, length);
    lock.lock();
    try {
      notes.put(name, new Note(text, now.plus(length)));
      if (notes.size() > many) {
        notes.values().removeIf(note -> !now.isBefore(note.until()));
        many = Math.max(FEW, 2 * notes.size());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<String> read(String name, Instant now) {
    lock.lock();
    try {
      return Optional.ofNullable(notes.get(name))
          .filter(note -> now.isBefore(note.until()))
          .map(Note::text);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void remove(String name) {
    lock.lock();
    try {
      notes.remove(name);
    } finally {
      lock.unlock();
    }
  }

  private record Note(String text, Instant until) {}
}
