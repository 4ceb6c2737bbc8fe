package dev.headgate.storage.redis.audit;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.audit.AuditQueue;
import dev.headgate.core.audit.NumberedEvent;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.storage.redis.connection.RedisConnection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log that all processes of one Redis write, a stream.
 *
 * <p>Appending puts the event into a bounded queue and returns; one thread writes what waits there,
 * many events in one round trip. While Redis is away the queue grows, and what no longer fits is
 * dropped and counted. Each event is written once, even where the answer to it was lost, unless
 * Redis lost its memory in between. Every event also goes to the logger {@value #LOGGER}, so that
 * whoever must keep all can send that logger to a file.
 *
 * <p>{@link #latest} waits for what this process appended before. The order between processes is
 * that of writing. Redis that loses its content loses the events.
 *
 * <p>Thread-safe. {@link #close} writes what waits, as far as that is possible in time.
 */
public final class RedisAuditLog implements AuditLog, AutoCloseable {

  /** The name of the logger that every event is written to. */
  public static final String LOGGER = "dev.headgate.audit";

  private static final Logger EVENTS = LoggerFactory.getLogger(LOGGER);
  private static final Logger LOG = LoggerFactory.getLogger(RedisAuditLog.class);

  private final AuditStream stream;
  private final RedisAuditSettings settings;
  private final AuditQueue queue;
  private final Thread writer;

  /** A log in this Redis, with its writer running. */
  public RedisAuditLog(RedisConnection connection, RedisAuditSettings settings) {
    this.stream = new AuditStream(connection);
    this.settings = settings;
    this.queue = new AuditQueue(settings.maxWaiting(), settings.patience());
    this.writer =
        Thread.ofVirtual()
            .name("redis-audit")
            .start(() -> queue.drain(this::write, RedisAuditLog::caughtUp));
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
    return stream.latest(limit);
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
      stream.append(batch, settings.maxEvents());
      return true;
    } catch (StorageFailure failed) {
      // Sent again later: the numbers keep what happened already from happening twice.
      LOG.debug("audit events wait", failed);
      return false;
    }
  }

  private static void caughtUp(long dropped) {
    LOG.warn("audit events are written again; dropped since the start: {}", dropped);
  }
}
