package dev.headgate.storage.memory.audit;

import dev.headgate.core.audit.AuditEntry;
import dev.headgate.core.audit.AuditMark;
import dev.headgate.core.audit.AuditSpan;
import dev.headgate.core.audit.AuditStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** The chain in this process, gone when it ends; it is bounded by who removes its entries. */
public final class MemoryAuditStore implements AuditStore {
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Long, AuditEntry> entries = new TreeMap<>();
  private final Map<Long, Long> written = new HashMap<>();
  private AuditSpan span = AuditSpan.EMPTY;

  @Override
  public AuditSpan span() {
    lock.lock();
    try {
      return span;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Appended append(
      long writer, long first, AuditMark expected, List<AuditEntry> batch, AuditMark head) {
    lock.lock();
    try {
      long last = written.getOrDefault(writer, 0L);
      if (last >= first || !span.head().hash().equals(expected.hash())) {
        return new Appended(false, span.head(), last);
      }
      batch.forEach(entry -> entries.put(entry.number(), entry));
      span = new AuditSpan(span.anchor(), head);
      written.put(writer, first + batch.size() - 1);
      return new Appended(true, head, first + batch.size() - 1);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<AuditEntry> after(long number, int limit) {
    lock.lock();
    try {
      return entries.tailMap(number, false).values().stream().limit(limit).toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<AuditEntry> before(long number, int limit) {
    lock.lock();
    try {
      return entries.headMap(number, false).descendingMap().values().stream().limit(limit).toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean remove(AuditMark expected, AuditMark anchor) {
    lock.lock();
    try {
      if (!span.anchor().equals(expected)) {
        return false;
      }
      entries.headMap(anchor.number(), true).clear();
      span = new AuditSpan(anchor, span.head());
      return true;
    } finally {
      lock.unlock();
    }
  }
}
