package dev.headgate.core.quota;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** The ledger as its rules say it, with nothing between: what every ledger is compared with. */
@NullMarked
public class ModelLedger implements QuotaLedger {
  private record Hold(long points, Instant end) {}

  private final Map<QuotaKey, QuotaAccount> accounts = new HashMap<>();
  private final Map<QuotaKey, Map<UUID, Hold>> holds = new HashMap<>();
  private final Map<Payer, Instant> pauses = new HashMap<>();

  @Override
  public synchronized Reservation reserve(QuotaKey key, Demand demand, Instant now) {
    QuotaAccount account = account(key, now);
    Map<UUID, Hold> held = holds.computeIfAbsent(key, name -> new LinkedHashMap<>());
    if (held.containsKey(demand.id())) {
      return Reservation.held(key, demand, account);
    }
    @Nullable Refusal refusal = account.refusal(demand, now);
    if (refusal != null) {
      return Reservation.refused(key, demand, account, refusal);
    }
    if (demand.points() > 0) {
      held.put(demand.id(), new Hold(demand.points(), now.plus(demand.hold())));
    }
    change(key, known -> known.reserve(demand.points()));
    return Reservation.held(key, demand, account(key, now));
  }

  @Override
  public synchronized void settle(
      Reservation reservation, long spent, @Nullable QuotaObservation seen, Instant now) {
    QuotaKey key = reservation.key();
    lapse(key, now);
    @Nullable Hold hold = holds.getOrDefault(key, new HashMap<>()).remove(reservation.id());
    if (hold != null) {
      change(
          key,
          known ->
              seen == null ? known.settle(hold.points, spent, now) : known.release(hold.points));
    }
    if (seen != null) {
      QuotaKey named = seen.resource().isEmpty() ? key : key.forResource(seen.resource());
      lapse(named, now);
      change(named, known -> known.observe(seen, now));
    }
  }

  @Override
  public synchronized void pause(QuotaKey key, Instant until, Instant now) {
    if (until.isAfter(now)) {
      pauses.merge(key.payer(), until, (known, other) -> other.isAfter(known) ? other : known);
    }
    change(key, known -> known);
  }

  @Override
  public synchronized void exhaust(QuotaKey key, Instant until, Instant now) {
    lapse(key, now);
    change(key, known -> known.current(now).exhaust(until));
  }

  @Override
  public synchronized QuotaAccount account(QuotaKey key, Instant now) {
    lapse(key, now);
    QuotaAccount account = accounts.getOrDefault(key, QuotaAccount.UNKNOWN);
    @Nullable Instant paused = pauses.get(key.payer());
    return (paused == null ? account : account.pause(paused)).current(now);
  }

  @Override
  public synchronized Map<QuotaKey, QuotaAccount> accounts(Instant now) {
    Map<QuotaKey, QuotaAccount> known = new HashMap<>();
    for (QuotaKey key : accounts.keySet().toArray(QuotaKey[]::new)) {
      QuotaAccount account = account(key, now);
      if (!account.idle(now)) {
        known.put(key, account);
      }
    }
    return known;
  }

  private void lapse(QuotaKey key, Instant now) {
    holds
        .getOrDefault(key, new HashMap<>())
        .values()
        .removeIf(hold -> {
          boolean lapsed = !now.isBefore(hold.end);
          if (lapsed) {
            change(key, known -> known.lapse(hold.points, hold.end));
          }
          return lapsed;
        });
  }

  private void change(QuotaKey key, UnaryOperator<QuotaAccount> rule) {
    accounts.put(key, rule.apply(accounts.getOrDefault(key, QuotaAccount.UNKNOWN)));
  }
}
