package dev.headgate.github.simulator;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Resources that the control API set, by raw path; they come before generated ones. Bounded in
 * number and bytes. Safe for many threads.
 */
final class ContentStore {
  static final int MOST = 10_000;
  static final long MOST_BYTES = 512L << 20;

  /** One version of a resource. */
  record Content(int status, String type, Body body, Set<String> visibleTo, Instant changed) {
    Content {
      visibleTo = Set.copyOf(visibleTo);
    }

    boolean visibleTo(Principal principal) {
      return visibleTo.isEmpty() || visibleTo.contains(principal.name());
    }

    private long size() {
      return body instanceof ByteBody ? body.length() : 0;
    }
  }

  private record Key(String path, @Nullable String principal) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Content> contents = new HashMap<>();
  private long bytes;

  /** Sets a resource, for one principal if one is named. */
  void put(String path, @Nullable String principal, Content content) {
    lock.lock();
    try {
      Key key = new Key(path, principal);
      Content old = contents.get(key);
      long after = bytes + content.size() - (old == null ? 0 : old.size());
      if (after > MOST_BYTES || (old == null && contents.size() >= MOST)) {
        throw new IllegalStateException(
            "content: full (expected: at most %d resources, %d bytes)".formatted(MOST, MOST_BYTES));
      }
      bytes = after;
      contents.put(key, content);
    } finally {
      lock.unlock();
    }
  }

  /** What this principal finds at the path, whether or not it may see it. */
  Optional<Content> get(String path, Principal principal) {
    lock.lock();
    try {
      Content own = contents.get(new Key(path, principal.name()));
      return Optional.ofNullable(own == null ? contents.get(new Key(path, null)) : own);
    } finally {
      lock.unlock();
    }
  }

  /** Removes every version of a resource. */
  boolean remove(String path) {
    lock.lock();
    try {
      boolean removed = contents.keySet().removeIf(key -> key.path().equals(path));
      bytes = contents.values().stream().mapToLong(Content::size).sum();
      return removed;
    } finally {
      lock.unlock();
    }
  }

  void reset() {
    lock.lock();
    try {
      contents.clear();
      bytes = 0;
    } finally {
      lock.unlock();
    }
  }
}
