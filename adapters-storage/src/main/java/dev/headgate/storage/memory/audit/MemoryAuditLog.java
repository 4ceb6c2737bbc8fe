package dev.headgate.storage.memory.audit;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest events in a ring; when it is full the oldest is dropped. Every event is also written
 * to the logger {@value #LOGGER}, so that whoever must keep more can send that logger to a file.
 *
 * <p>The event's texts are passed to the logger as arguments, never as a format; escaping control
 * characters is the logging layer's part. Writing happens outside the lock, so a slow appender
 * delays only the caller that it serves. Two events appended at once may be logged in either order.
 */
public final class MemoryAuditLog implements AuditLog {
  /** The name of the logger that every event is written to. */
  public static final String LOGGER = "dev.headgate.audit";

  private final int maxEvents;
  private final Consumer<AuditEvent> written;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<AuditEvent> events = new ArrayDeque<>();

  /** An empty log that writes to SLF4J. */
  public MemoryAuditLog(MemoryAuditSettings settings) {
    this(settings, logging(LoggerFactory.getLogger(LOGGER)));
  }

  MemoryAuditLog(MemoryAuditSettings settings, Consumer<AuditEvent> written) {
    this.maxEvents = settings.maxEvents();
    this.written = written;
  }

  @Override
  public void append(AuditEvent event) {
    lock.lock();
    try {
      if (events.size() == maxEvents) {
        events.removeLast();
      }
      events.addFirst(event);
    } finally {
      lock.unlock();
    }
    written.accept(event);
  }

  @Override
  public List<AuditEvent> latest(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit: %d (expected: 0 or more)".formatted(limit));
    }
    lock.lock();
    try {
      int count = Math.min(limit, events.size());
      List<AuditEvent> latest = new ArrayList<>(count);
      Iterator<AuditEvent> newestFirst = events.iterator();
      for (int i = 0; i < count; i++) {
        latest.add(newestFirst.next());
      }
      return List.copyOf(latest);
    } finally {
      lock.unlock();
    }
  }

  private static Consumer<AuditEvent> logging(Logger logger) {
    return event ->
        logger.info(
            "action={} actor={} subject={} outcome={} request_id={} at={}",
            event.action(),
            event.actor(),
            event.subject(),
            event.outcome(),
            event.requestId(),
            event.at());
  }
}
