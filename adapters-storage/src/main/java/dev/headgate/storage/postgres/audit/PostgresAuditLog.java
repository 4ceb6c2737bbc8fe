package dev.headgate.storage.postgres.audit;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log that all processes of one database write.
 *
 * <p>Appending puts the event into a bounded queue and returns; one thread writes what waits there,
 * many events in one round trip. While the database is away the queue grows, and what no longer
 * fits is dropped and counted. Each event is written once, even where the answer to it was lost.
 * Every event also goes to the logger {@value #LOGGER}, so that whoever must keep all can send that
 * logger to a file.
 *
 * <p>{@link #latest} waits for what this process appended before. The order between processes is
 * that of writing. A NUL in an event's text is kept as U+FFFD.
 *
 * <p>Thread-safe. {@link #close} writes what waits, as far as that is possible in time.
 */
public final class PostgresAuditLog implements AuditLog, AutoCloseable {

  /** The name of the logger that every event is written to. */
  public static final String LOGGER = "dev.headgate.audit";

  private static final Logger EVENTS = LoggerFactory.getLogger(LOGGER);
  private static final Logger LOG = LoggerFactory.getLogger(PostgresAuditLog.class);

  private static final int WRITTEN_AT_ONCE = 500;
  private static final long PAUSE_MILLIS = 500;

  private final AuditTable table;
  private final PostgresAuditSettings settings;
  private final Thread writer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Numbered> waiting = new ArrayDeque<>();
  private long appended;
  private long written;
  private long dropped;
  private boolean full;
  private boolean closed;

  /** A log in this database, with its writer running. */
  public PostgresAuditLog(PostgresDatabase database, PostgresAuditSettings settings) {
    this.table = new AuditTable(database);
    this.settings = settings;
    this.writer = Thread.ofVirtual().name("postgres-audit").start(this::writeUntilClosed);
  }

  @Override
  public void append(AuditEvent event) {
    boolean firstDropped = false;
    lock.lock();
    try {
      if (closed || waiting.size() >= settings.maxWaiting()) {
        dropped++;
        firstDropped = !full;
        full = true;
      } else {
        waiting.addLast(new Numbered(++appended, event));
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    EVENTS.info(
        "action={} actor={} subject={} outcome={} request_id={} at={}",
        event.action(),
        event.actor(),
        event.subject(),
        event.outcome(),
        event.requestId(),
        event.at());
    if (firstDropped) {
      LOG.warn("audit events are dropped: {} wait to be written", settings.maxWaiting());
    }
  }

  /**
   * The latest events of all processes.
   *
   * @throws StorageFailure if they cannot be read
   */
  @Override
  public List<AuditEvent> latest(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit: %d (expected: 0 or more)".formatted(limit));
    }
    awaitWritten();
    return table.latest(limit);
  }

  /** How many events found no place in the queue, and were never written. */
  public long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    awaitWritten();
    writer.interrupt();
    lock.lock();
    try {
      if (!waiting.isEmpty()) {
        LOG.warn("audit events were not written before the end: {}", waiting.size());
        dropped += waiting.size();
        waiting.clear();
      }
    } finally {
      lock.unlock();
    }
  }

  private void writeUntilClosed() {
    List<Numbered> batch = next();
    while (!batch.isEmpty()) {
      if (write(batch)) {
        done(batch);
      } else {
        pause();
      }
      batch = next();
    }
  }

  /** The oldest that wait, which stay in the queue until they are written; none once closed. */
  private List<Numbered> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      return Thread.currentThread().isInterrupted()
          ? List.of()
          : waiting.stream().limit(WRITTEN_AT_ONCE).toList();
    } catch (InterruptedException stopped) {
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private boolean write(List<Numbered> batch) {
    try {
      table.append(batch);
      if (crossesTrim(batch)) {
        table.trim(settings.maxEvents());
      }
      return true;
    } catch (StorageFailure failed) {
      // Sent again later: the numbers keep what happened already from happening twice.
      LOG.debug("audit events wait", failed);
      return false;
    }
  }

  /** Once in so many events that the removed keep up with the written. */
  private static boolean crossesTrim(List<Numbered> batch) {
    long first = batch.get(0).number();
    long last = batch.get(batch.size() - 1).number();
    return first == 1 || first / WRITTEN_AT_ONCE != last / WRITTEN_AT_ONCE;
  }

  private void done(List<Numbered> batch) {
    lock.lock();
    try {
      batch.forEach(event -> waiting.pollFirst());
      written = batch.get(batch.size() - 1).number();
      if (full) {
        LOG.warn("audit events are written again; dropped since the start: {}", dropped);
        full = false;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitWritten() {
    lock.lock();
    try {
      long last = appended;
      long left = settings.patience().toNanos();
      while (written < last && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void pause() {
    lock.lock();
    try {
      // Woken by every event that is appended, but never before the time is over.
      long left = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
