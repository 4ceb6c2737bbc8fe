package dev.headgate.core.quota;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger that could not be asked must still be told, in the order in which it happened, one
 * entry for what can be said at once. Telling an entry twice does no harm. Bounded: beyond the
 * bound only pauses are taken in. For one thread at a time.
 */
final class Arrears {
  private static final int MOST = 100_000;

  private final Map<Payer, Entry> pauses = new LinkedHashMap<>();
  private final Map<Subject, Entry> entries = new LinkedHashMap<>();
  private long lost;

  void pause(QuotaKey key, Instant until) {
    pauses.merge(key.payer(), new Pause(key, until), Arrears::later);
  }

  void exhaust(QuotaKey key, Instant until) {
    if (room()) {
      entries.put(new Subject("exhaust", key), new Exhaust(key, until));
    }
  }

  void observe(QuotaKey key, QuotaObservation seen, Instant now) {
    Subject subject = new Subject("observe", key);
    Entry known = entries.get(subject);
    QuotaAccount before = known instanceof Observe observe ? observe.account : QuotaAccount.UNKNOWN;
    QuotaAccount after = before.current(now).observe(seen, now);
    if (after.reset() != null && (known != null || room())) {
      entries.put(subject, new Observe(key, after));
    }
  }

  /**
   * @param demand what must be held first, since the ledger may know nothing of it; null where it
   *     surely held it
   */
  void settle(
      Reservation reservation,
      @Nullable Demand demand,
      long spent,
      @Nullable QuotaObservation seen) {
    if (room()) {
      entries.put(
          new Subject("settle", reservation.id()), new Settle(reservation, demand, spent, seen));
    }
  }

  /**
   * Ends a reservation that was held once more than needed, unless its end is to be told anyway.
   */
  void release(Reservation reservation) {
    Subject subject = new Subject("settle", reservation.id());
    if (!entries.containsKey(subject)) {
      settle(reservation, null, 0, null);
    }
  }

  boolean isEmpty() {
    return pauses.isEmpty() && entries.isEmpty();
  }

  /** How many entries there was no room for. */
  long lost() {
    return lost;
  }

  /** The next entry to tell: pauses go first, for they are GitHub's warning before a ban. */
  @Nullable Entry next() {
    Map<?, Entry> from = pauses.isEmpty() ? entries : pauses;
    return from.isEmpty() ? null : from.values().iterator().next();
  }

  /** Strikes out the next entry after it was told, unless more has come to it meanwhile. */
  void told(Entry entry) {
    Map<?, Entry> from = entry instanceof Pause ? pauses : entries;
    Iterator<Entry> each = from.values().iterator();
    if (each.hasNext() && each.next().equals(entry)) {
      each.remove();
    }
  }

  private boolean room() {
    if (entries.size() < MOST) {
      return true;
    }
    lost++;
    return false;
  }

  private static Entry later(Entry known, Entry other) {
    return known instanceof Pause a && other instanceof Pause b && a.until.isAfter(b.until)
        ? a
        : other;
  }

  /** Something to tell. */
  sealed interface Entry {
    void tell(QuotaLedger ledger, Instant now);
  }

  private record Subject(String kind, Object of) {}

  private record Pause(QuotaKey key, Instant until) implements Entry {
    @Override
    public void tell(QuotaLedger ledger, Instant now) {
      if (now.isBefore(until)) {
        ledger.pause(key, until, now);
      }
    }
  }

  private record Exhaust(QuotaKey key, Instant until) implements Entry {
    @Override
    public void tell(QuotaLedger ledger, Instant now) {
      if (now.isBefore(until.plus(QuotaAccount.GRACE))) {
        ledger.exhaust(key, until, now);
      }
    }
  }

  private record Observe(QuotaKey key, QuotaAccount account) implements Entry {
    @Override
    public void tell(QuotaLedger ledger, Instant now) {
      Outage.teach(ledger, key, account, account.remaining(), now);
    }
  }

  private record Settle(
      Reservation reservation, @Nullable Demand demand, long spent, @Nullable QuotaObservation seen)
      implements Entry {
    @Override
    public void tell(QuotaLedger ledger, Instant now) {
      if (demand != null) {
        ledger.reserve(reservation.key(), demand.asOwed(), now);
      }
      ledger.settle(reservation, spent, seen, now);
    }
  }
}
