package dev.headgate.runtime.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the first names pass that it meets and calls all later ones {@value LabelValues#OTHER}: a
 * label whose values come from outside stays finite.
 *
 * <p>Safe for use by several threads.
 */
final class BoundedNames {
  private static final int LONGEST = 100;

  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final ReentrantLock growing = new ReentrantLock();
  private final int capacity;

  BoundedNames(int capacity) {
    this.capacity = capacity;
  }

  String of(String name) {
    if (known.contains(name)) {
      return name;
    }
    return known.size() < capacity && name.length() <= LONGEST ? admitted(name) : LabelValues.OTHER;
  }

  private String admitted(String name) {
    growing.lock();
    try {
      if (known.size() < capacity || known.contains(name)) {
        known.add(name);
        return name;
      }
      return LabelValues.OTHER;
    } finally {
      growing.unlock();
    }
  }
}
