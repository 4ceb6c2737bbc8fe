package dev.headgate.storage.memory.spending;

import dev.headgate.core.spending.SpendingBoard;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** A board in this process's memory: it goes by the callers' time. */
public final class MemorySpendingBoard implements SpendingBoard {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Page> pages = new HashMap<>();

  @Override
  public Map<String, String> exchange(String process, String page, Duration ttl, Instant now) {
    SpendingBoard.check(process, page, ttl);
    lock.lock();
    try {
      pages.values().removeIf(old -> !now.isBefore(old.until()));
      pages.put(process, new Page(page, now.plus(ttl)));
      Map<String, String> texts = new HashMap<>();
      pages.forEach((name, held) -> texts.put(name, held.text()));
      return texts;
    } finally {
      lock.unlock();
    }
  }

  private record Page(String text, Instant until) {}
}
