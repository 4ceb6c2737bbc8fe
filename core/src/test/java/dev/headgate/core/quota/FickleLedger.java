package dev.headgate.core.quota;

import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageUnavailable;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** A ledger that a test can take away, make doubtful, and make forget. */
@NullMarked
final class FickleLedger implements QuotaLedger {
  /** How a call ends. */
  enum Mood {
    WELL,
    /** Nothing is done. */
    AWAY,
    /** It is done and nobody hears of it. */
    SILENT,
    /** It is not done and nobody knows. */
    LOST
  }

  final AtomicInteger calls = new AtomicInteger();
  volatile Mood mood = Mood.WELL;
  volatile ModelLedger inner = new ModelLedger();

  /** All data is gone. */
  void forget() {
    inner = new ModelLedger();
  }

  @Override
  public Reservation reserve(QuotaKey key, Demand demand, Instant now) {
    return ask(() -> inner.reserve(key, demand, now));
  }

  @Override
  public void settle(
      Reservation reservation, long spent, @Nullable QuotaObservation seen, Instant now) {
    ask(() -> {
      inner.settle(reservation, spent, seen, now);
      return reservation;
    });
  }

  @Override
  public void pause(QuotaKey key, Instant until, Instant now) {
    ask(() -> {
      inner.pause(key, until, now);
      return key;
    });
  }

  @Override
  public void exhaust(QuotaKey key, Instant until, Instant now) {
    ask(() -> {
      inner.exhaust(key, until, now);
      return key;
    });
  }

  @Override
  public QuotaAccount account(QuotaKey key, Instant now) {
    return ask(() -> inner.account(key, now));
  }

  @Override
  public Map<QuotaKey, QuotaAccount> accounts(Instant now) {
    return ask(() -> inner.accounts(now));
  }

  private <T> T ask(Supplier<T> call) {
    calls.incrementAndGet();
    Mood now = mood;
    if (now == Mood.AWAY) {
      throw new StorageUnavailable("fickle", "away", new IOException("away"));
    }
    T answer = now == Mood.LOST ? null : call.get();
    if (answer == null || now == Mood.SILENT) {
      throw new OutcomeUnknown("fickle", "no answer", new IOException("silent"));
    }
    return answer;
  }
}
