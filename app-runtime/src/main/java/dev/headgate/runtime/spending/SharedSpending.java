package dev.headgate.runtime.spending;

import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.spending.Spenders;
import dev.headgate.core.spending.SpendingBoard;
import dev.headgate.core.spending.SpendingBook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who spends, over all processes that share a board: this one's book as it stands, and what the
 * others told within the last {@link #PERIOD} or so. Of a process that is gone nothing is known
 * after {@link #TTL}.
 *
 * <p>Thread-safe.
 */
public final class SharedSpending {
  /** How often processes tell each other. */
  public static final Duration PERIOD = Duration.ofSeconds(10);

  private static final Duration TTL = Duration.ofSeconds(60);
  private static final Logger LOG = LoggerFactory.getLogger(SharedSpending.class);

  private final SpendingBook book;
  private final SpendingBoard board;
  private final String process;
  private final InstantSource clock;
  private final AtomicReference<List<Map<QuotaKey, Spenders>>> others =
      new AtomicReference<>(List.of());

  /** What {@code book} says, told to the others as {@code process} and completed by them. */
  public SharedSpending(
      SpendingBook book, SpendingBoard board, String process, InstantSource clock) {
    this.book = book;
    this.board = board;
    this.process = process;
    this.clock = clock;
  }

  /** This process's name. */
  public String process() {
    return process;
  }

  /** How many processes are known, this one among them. */
  public int processes() {
    return 1 + others.get().size();
  }

  /** Tells the others and listens to them; to be called every {@link #PERIOD}. */
  public void exchange() {
    Instant now = clock.instant();
    Map<String, String> pages =
        board.exchange(process, SpendingPage.write(book.spenders(now)), TTL, now);
    others.set(
        pages.entrySet().stream()
            .filter(page -> !page.getKey().equals(process))
            .map(page -> read(page.getKey(), page.getValue()))
            .toList());
  }

  /** Who spent what, by counter. */
  public Map<QuotaKey, Spenders> spenders(Instant now) {
    Map<QuotaKey, Spenders> all = new HashMap<>(book.spenders(now));
    others.get().forEach(page -> page.forEach((key, told) -> all.merge(key, told, Spenders::and)));
    return all;
  }

  private static Map<QuotaKey, Spenders> read(String process, String page) {
    try {
      return SpendingPage.read(page);
    } catch (IllegalArgumentException unreadable) {
      // Another version may run there; what it spends is still seen by the ledger.
      LOG.debug("{} tells of its spending in another form: {}", process, unreadable.getMessage());
      return Map.of();
    }
  }
}
