package dev.headgate.core.admission;

import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.Refusal;
import dev.headgate.core.quota.Reservation;
import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.Slots;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * GitHub's limits over shared stores: the ledger of the primary quota, places for what is under
 * way, and buckets for everything per minute and hour. All processes that use the same stores keep
 * to them together.
 *
 * <p>A server whose answers tell of no limits has none: Enterprise Servers are delivered so. Only
 * what it asks for by refusing is kept there.
 *
 * <p>What can be given back is taken first: points, then a place, then permits. A request that is
 * stopped on the way leaves nothing behind.
 *
 * <p>Thread-safe. An attempt makes two round trips to a shared store, three for a write or while
 * the quota is paced, and one for each booking; computing time is told a few times a second.
 */
public final class GitHubGates implements Gates {
  /** By so much longer than its request may last is a hold kept. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /** How soon a full house is looked at again; places become free in other processes as well. */
  private static final Duration NEXT_LOOK = Duration.ofMillis(40);

  private final QuotaLedger ledger;
  private final Slots slots;
  private final PrimaryQuota quota;
  private final Places places;
  private final Permits permits;
  private final CpuTime cpu;
  private final DoubleSupplier random;

  /**
   * The limits over these stores.
   *
   * @param primary asked at each request, so that it may change
   * @param random gives 0 to 1
   */
  public GitHubGates(
      QuotaLedger ledger,
      LimitStore buckets,
      Slots slots,
      Supplier<PrimaryPolicy> primary,
      SecondaryLimits secondary,
      DoubleSupplier random) {
    this.ledger = ledger;
    this.slots = slots;
    this.quota = new PrimaryQuota(ledger, buckets.direct(), primary);
    this.places =
        new Places(slots, secondary.concurrency(), Ramp.AFTER_SILENCE, Ramp.WHILE_UNKNOWN);
    this.permits = new Permits(buckets, secondary);
    this.cpu = new CpuTime(buckets.direct(), secondary);
    this.random = random;
  }

  @Override
  public Attempt attempt(AdmissionRequest request, Instant now) {
    if (places.unlimited(request.key(), now)) {
      return attempt(request, CpuTime.Charge.NONE, now);
    }
    Attempt.Blocked computing = cpu.look(request, now);
    if (computing != null) {
      return computing;
    }
    CpuTime.Charge charge = cpu.begin(request, now);
    Attempt attempt = attempt(request, charge, now);
    if (attempt instanceof Attempt.Blocked) {
      cpu.undo(charge, now);
    }
    return attempt;
  }

  private Attempt attempt(AdmissionRequest request, CpuTime.Charge charge, Instant now) {
    Duration hold = hold(request, now);
    Reservation reservation = quota.hold(request, hold, now);
    Refusal refusal = reservation.refusal();
    if (refusal != null) {
      Attempt.Blocked blocked = quota.blocked(request, reservation, refusal, now);
      if (blocked.reason() == Attempt.Reason.PRIMARY_EXHAUSTED && spent(reservation.account())) {
        places.drained(request.key(), blocked.until(), now);
      }
      return blocked;
    }
    if (places.unlimited(request.key(), now)) {
      return new Attempt.Through(new Held(request, reservation, null, charge));
    }
    SlotDecision place = places.take(request, reservation.account(), hold, now);
    if (place instanceof SlotDecision.Full full) {
      ledger.settle(reservation, 0, null, now);
      return full(request, full, reservation, now);
    }
    SlotLease lease = ((SlotDecision.Taken) place).lease();
    Attempt.Blocked blocked =
        permits.take(request, quota.pace(request, reservation.account(), now), now);
    if (blocked != null) {
      ledger.settle(reservation, 0, null, now);
      slots.release(lease);
      return blocked;
    }
    return new Attempt.Through(new Held(request, reservation, lease, charge));
  }

  @Override
  public Optional<Attempt.Blocked> look(AdmissionRequest request, Instant now) {
    Reservation reservation = quota.hold(request, MARGIN, now);
    Refusal refusal = reservation.refusal();
    if (refusal != null) {
      return Optional.of(quota.blocked(request, reservation, refusal, now));
    }
    ledger.settle(reservation, 0, null, now);
    if (places.unlimited(request.key(), now)) {
      return Optional.empty();
    }
    SlotDecision place = places.take(request, reservation.account(), MARGIN, now);
    if (place instanceof SlotDecision.Full full) {
      return Optional.of(full(request, full, reservation, now));
    }
    slots.release(((SlotDecision.Taken) place).lease());
    Attempt.Blocked computing = cpu.look(request, now);
    return Optional.ofNullable(
        computing != null
            ? computing
            : permits.look(request, quota.pace(request, reservation.account(), now), now));
  }

  @Override
  public Optional<Duration> cpuLeft(AdmissionRequest request, Instant now) {
    return places.unlimited(request.key(), now)
        ? Optional.empty()
        : Optional.ofNullable(cpu.left(request, now));
  }

  /** Whether nothing is left even for the cheapest request. */
  private static boolean spent(QuotaAccount account) {
    return account.remaining() - account.reserved() < 1;
  }

  private static Duration hold(AdmissionRequest request, Instant now) {
    Duration hold = MARGIN;
    if (now.isBefore(request.latest())) {
      hold = hold.plus(Duration.between(now, request.latest()));
    }
    return hold.compareTo(Demand.LONGEST_HOLD) < 0 ? hold : Demand.LONGEST_HOLD;
  }

  private Attempt.Blocked full(
      AdmissionRequest request, SlotDecision.Full full, Reservation reservation, Instant now) {
    Instant look = now.plusNanos((long) (NEXT_LOOK.toNanos() * (0.5 + random.getAsDouble())));
    Instant until = full.freeAt().isBefore(look) ? full.freeAt() : look;
    boolean probing = places.probing(request, reservation.account(), now);
    return new Attempt.Blocked(
        probing ? Attempt.Reason.PROBING : Attempt.Reason.CONCURRENCY, until);
  }

  @Override
  public void answered(Pass pass, long spent, @Nullable QuotaObservation seen, Instant now) {
    Held held = (Held) pass;
    ledger.settle(held.reservation(), spent, seen, now);
    cpu.end(held.charge(), now);
    places.told(held.request().key(), seen, now);
  }

  @Override
  public void unanswered(Pass pass, long spent, Instant now) {
    Held held = (Held) pass;
    ledger.settle(held.reservation(), spent, null, now);
    if (spent == 0) {
      cpu.undo(held.charge(), now);
    } else {
      cpu.end(held.charge(), now);
    }
  }

  @Override
  public void ended(Pass pass) {
    SlotLease place = ((Held) pass).place();
    if (place != null) {
      slots.release(place);
    }
  }

  /** What was taken for one request; no place where there is no limit. */
  private record Held(
      AdmissionRequest request,
      Reservation reservation,
      @Nullable SlotLease place,
      CpuTime.Charge charge)
      implements Pass {}
}
