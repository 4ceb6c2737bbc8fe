package dev.headgate.core.cache;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Remembers the latest invalidations, so that what was asked before one of them and answered after
 * it can be told. Bounded: of what is older than the oldest remembered, anything may be true.
 *
 * <p>Safe for use by several threads. While nothing was invalidated meanwhile, {@link #since} reads
 * one field.
 */
public final class Invalidations {
  private static final int REMEMBERED = 1024;

  private final Deque<Numbered> latest = new ArrayDeque<>();
  private volatile long number;
  private long forgotten;

  /** None so far; the first one's number is above that. */
  public Invalidations(long start) {
    number = start;
    forgotten = start;
  }

  /** The number of the latest. */
  public long number() {
    return number;
  }

  /** Adds one and gives it the next number, which is returned. */
  public synchronized long add(ResourceSelection selection) {
    add(number + 1, selection);
    return number;
  }

  /** Adds one that has its number from elsewhere: a higher one than all before. */
  public synchronized void add(long assigned, ResourceSelection selection) {
    latest.addLast(new Numbered(assigned, selection));
    if (latest.size() > REMEMBERED) {
      forgotten = latest.removeFirst().number();
    }
    number = assigned;
  }

  /** Everything up to that number may have been invalidated, by whatever it was. */
  public synchronized void forget(long upTo) {
    latest.clear();
    forgotten = upTo;
    number = upTo;
  }

  /** Whether resources of that path were, or may have been, invalidated after that number. */
  public boolean since(long asOf, String path) {
    return number > asOf && matching(asOf, path);
  }

  private synchronized boolean matching(long asOf, String path) {
    if (asOf < forgotten) {
      return true;
    }
    for (Iterator<Numbered> newest = latest.descendingIterator(); newest.hasNext(); ) {
      Numbered next = newest.next();
      if (next.number() <= asOf) {
        return false;
      }
      if (next.selection().containsPath(path)) {
        return true;
      }
    }
    return false;
  }

  private record Numbered(long number, ResourceSelection selection) {}
}
