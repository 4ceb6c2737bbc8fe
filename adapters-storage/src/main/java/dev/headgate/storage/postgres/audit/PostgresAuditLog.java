package dev.headgate.storage.postgres.audit;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.audit.AuditQueue;
import dev.headgate.core.audit.NumberedEvent;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import java.util.List;
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

  private final AuditTable table;
  private final PostgresAuditSettings settings;
  private final AuditQueue queue;
  private final Thread writer;

  /** A log in this database, with its writer running. */
  public PostgresAuditLog(PostgresDatabase database, PostgresAuditSettings settings) {
    this.table = new AuditTable(database);
    this.settings = settings;
    this.queue = new AuditQueue(settings.maxWaiting(), settings.patience());
    this.writer =
        Thread.ofVirtual()
            .name("postgres-audit")
            .start(() -> queue.drain(this::write, PostgresAuditLog::caughtUp));
  }

  @Override
  public void append(AuditEvent event) {
    AuditQueue.Offer offer = queue.offer(event);
    EVENTS.info(
        "action={} actor={} subject={} outcome={} request_id={} at={}",
        event.action(),
        event.actor(),
        event.subject(),
        event.outcome(),
        event.requestId(),
        event.at());
    if (offer == AuditQueue.Offer.FIRST_DROPPED) {
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
    queue.awaitWritten();
    return table.latest(limit);
  }

  /** How many events found no place in the queue, and were never written. */
  public long dropped() {
    return queue.dropped();
  }

  @Override
  public void close() {
    int left = queue.close();
    writer.interrupt();
    if (left > 0) {
      LOG.warn("audit events were not written before the end: {}", left);
    }
  }

  private boolean write(List<NumberedEvent> batch) {
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
  private static boolean crossesTrim(List<NumberedEvent> batch) {
    long first = batch.get(0).number();
    long last = batch.get(batch.size() - 1).number();
    return first == 1 || first / AuditQueue.BATCH != last / AuditQueue.BATCH;
  }

  private static void caughtUp(long dropped) {
    LOG.warn("audit events are written again; dropped since the start: {}", dropped);
  }
}
