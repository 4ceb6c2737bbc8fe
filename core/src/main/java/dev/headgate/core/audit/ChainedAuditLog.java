package dev.headgate.core.audit;

import dev.headgate.core.storage.StorageFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/**
 * The audit log over a store: appending puts the event into a bounded queue and returns; {@link
 * #run}, in a thread of its own, chains what waits there and writes many at once. While the store
 * is away the queue grows, and what no longer fits is dropped and counted.
 *
 * <p>Several processes write one chain: who finds that it ends elsewhere than he thought chains
 * anew. Each event is written once, even where the answer to it was lost.
 *
 * <p>{@link #latest} waits for what this process appended before. Thread-safe. {@link #close}
 * writes what waits, as far as that is possible in time.
 */
public final class ChainedAuditLog implements AuditLog, AutoCloseable {
  /** How often a batch is chained anew before it waits. */
  private static final int TRIES = 50;

  private final AuditStore store;
  private final AuditChain chain;
  private final AuditSettings settings;
  private final AuditWatch watch;
  private final AuditQueue queue;
  private final long writer = UUID.randomUUID().getMostSignificantBits();

  private final LongAdder failures = new LongAdder();
  private final LongAdder rewinds = new LongAdder();

  // Of the writing thread.
  private AuditMark head = AuditMark.START;
  private long written;
  private List<AuditEntry> unanswered = List.of();

  /** A log that writes once it is {@link #run}. */
  public ChainedAuditLog(
      AuditStore store, AuditChain chain, AuditSettings settings, AuditWatch watch) {
    this.store = store;
    this.chain = chain;
    this.settings = settings;
    this.watch = watch;
    this.queue = new AuditQueue(settings.maxWaiting(), settings.patience());
  }

  @Override
  public void append(AuditEvent event) {
    AuditQueue.Offer offer = queue.offer(event);
    if (offer != AuditQueue.Offer.WAITS) {
      watch.lost(event);
    }
    if (offer == AuditQueue.Offer.FIRST_DROPPED) {
      watch.full(settings.maxWaiting());
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
    return limit == 0
        ? List.of()
        : store.before(Long.MAX_VALUE, limit).stream().map(AuditEntry::event).toList();
  }

  /** What became of the events of this process so far. Asks no store. */
  public AuditStatus status() {
    return queue.status(failures.sum(), rewinds.sum());
  }

  /** Writes until the log is closed; for one thread. */
  public void run() {
    queue.drain(this::write, watch::caughtUp);
  }

  /**
   * Removes the oldest entries that are too old or too many, a bounded number of them; any process
   * may do so at any time.
   *
   * @return how many were removed
   * @throws StorageFailure if it was not done, or may not have been
   */
  public long sweep(Instant now) {
    AuditSpan span = store.span();
    if (!chain.genuineAnchor(span.anchor())) {
      // Moving it on would seal what somebody else removed.
      return 0;
    }
    Instant until = now.minus(settings.retention());
    AuditMark last = span.anchor();
    AuditMark anchor = span.anchor();
    for (AuditEntry entry : store.after(last.number(), AuditQueue.BATCH)) {
      boolean removable =
          entry.number() < span.head().number()
              && (entry.event().at().isBefore(until)
                  || entry.number() <= span.head().number() - settings.maxEntries());
      // What does not fit stays: its removal would hide that it does not.
      if (!removable
          || entry.number() != last.number() + 1
          || !entry.previous().equals(last.hash())
          || !chain.genuine(entry)) {
        break;
      }
      anchor = chain.anchor(entry);
      last = anchor;
    }
    long count = anchor.number() - span.anchor().number();
    return count > 0 && store.remove(span.anchor(), anchor) ? count : 0;
  }

  /** Takes nothing in any more and waits for what is to be written, no longer than the patience. */
  @Override
  public void close() {
    queue.close().forEach(watch::lost);
  }

  private boolean write(List<NumberedEvent> batch) {
    try {
      for (int i = 0; i < TRIES; i++) {
        List<NumberedEvent> rest =
            batch.stream().filter(event -> event.number() > written).toList();
        if (rest.isEmpty() || tried(rest)) {
          return true;
        }
      }
      return false;
    } catch (StorageFailure failed) {
      // Sent again later: the numbers keep what happened already from happening twice.
      failures.increment();
      watch.failed(failed);
      return false;
    }
  }

  private boolean tried(List<NumberedEvent> batch) {
    List<AuditEntry> entries = new ArrayList<>(batch.size());
    AuditMark last = head;
    for (NumberedEvent numbered : batch) {
      AuditEntry entry = chain.next(last, numbered.event());
      entries.add(entry);
      last = chain.head(entry);
    }
    unanswered = entries;
    long first = batch.get(0).number();
    AuditStore.Appended result = store.append(writer, first, head, entries, last);
    if (result.head().number() < head.number()) {
      rewinds.increment();
      watch.rewound(head.number(), result.head().number());
    }
    head = result.head();
    if (result.written() > written) {
      // Now, or by an earlier time whose answer was lost: then it was chained the same way.
      int count = (int) Math.min(result.written() - first + 1, unanswered.size());
      unanswered.subList(0, count).forEach(watch::written);
      written = result.written();
    }
    return result.appended();
  }
}
