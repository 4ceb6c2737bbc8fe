package dev.headgate.core.admission;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.QuotaResource;
import dev.headgate.core.quota.Refusal;
import dev.headgate.core.quota.Reservation;
import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * GitHub's limits over shared stores: the ledger of the primary quota, places for what is under way,
 * and buckets for everything per minute and hour. All processes that use the same stores keep to
 * them together.
 *
 * <p>What can be given back is taken first: points, then a place, then permits. A demand that is
 * stopped on the way leaves nothing behind but, where a write has more than one bucket, at most one
 * permit.
 *
 * <p>Thread-safe. An attempt makes three round trips to a shared store, four for a write.
 */
public final class GitHubGates implements Gates {
  /** By so much longer than its request may last is a hold kept. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /** How soon a full house is looked at again; places become free in other processes as well. */
  private static final Duration NEXT_LOOK = Duration.ofMillis(20);

  private static final String PACE = "github-pace";
  private static final String POINTS = "github-points";
  private static final String WRITE = "github-write";
  private static final String CREATE_MINUTE = "github-create-minute";
  private static final String CREATE_HOUR = "github-create-hour";

  private final QuotaLedger ledger;
  private final TokenBuckets buckets;
  private final Slots slots;
  private final PrimaryPolicy primary;
  private final SecondaryLimits secondary;
  private final Ramp ramp;
  private final UrgentSightings urgent;
  private final DoubleSupplier random;
  private final ConcurrentHashMap<QuotaKey, QuotaAccount> lastSeen = new ConcurrentHashMap<>();

  /** The limits over these stores. */
  public GitHubGates(
      QuotaLedger ledger,
      TokenBuckets buckets,
      Slots slots,
      PrimaryPolicy primary,
      SecondaryLimits secondary,
      Ramp ramp,
      DoubleSupplier random) {
    this.ledger = ledger;
    this.buckets = buckets;
    this.slots = slots;
    this.primary = primary;
    this.secondary = secondary;
    this.ramp = ramp;
    this.urgent = new UrgentSightings(buckets, primary.lately());
    this.random = random;
  }

  @Override
  public Attempt attempt(AdmissionRequest request, Instant now) {
    QuotaKey key = request.key();
    if (request.priority().urgent()) {
      urgent.seen(key, now);
    }
    long floor =
        primary.floor(
            lastSeen.getOrDefault(key, QuotaAccount.UNKNOWN),
            request.priority(),
            urgent.latest(key, now),
            now);
    Duration hold = hold(request, now);
    Demand demand = Demand.of(request.cost().points(), hold).withFloor(floor);
    Reservation reservation = ledger.reserve(key, demand, now);
    remember(key, reservation.account());
    Refusal refusal = reservation.refusal();
    if (refusal != null) {
      return refused(refusal, reservation.account(), demand);
    }
    SlotDecision places = place(request, reservation.account(), hold, now);
    if (places instanceof SlotDecision.Full full) {
      ledger.settle(reservation, 0, null, now);
      return full(full, reservation.account(), now);
    }
    SlotLease place = ((SlotDecision.Taken) places).lease();
    Decision.Refused stopped = permits(request, reservation.account(), floor, now);
    if (stopped != null) {
      ledger.settle(reservation, 0, null, now);
      slots.release(place);
      return new Attempt.Blocked(
          reason(stopped.tightest().policy()), now.plusNanos(bounded(stopped.delay())));
    }
    return new Attempt.Through(new Held(reservation, place));
  }

  private void remember(QuotaKey key, QuotaAccount account) {
    if (lastSeen.size() >= MOST_ACCOUNTS && !lastSeen.containsKey(key)) {
      lastSeen.clear();
    }
    lastSeen.put(key, account);
  }

  private static final int MOST_ACCOUNTS = 10_000;

  private static Duration hold(AdmissionRequest request, Instant now) {
    Duration hold = MARGIN;
    if (now.isBefore(request.latest())) {
      hold = hold.plus(Duration.between(now, request.latest()));
    }
    return hold.compareTo(Demand.LONGEST_HOLD) < 0 ? hold : Demand.LONGEST_HOLD;
  }

  private static Attempt refused(Refusal refusal, QuotaAccount account, Demand demand) {
    boolean paused = refusal.reason() == Refusal.Reason.SECONDARY_PAUSE;
    boolean enough = account.remaining() - account.reserved() >= demand.points();
    Attempt.Reason reason =
        paused
            ? Attempt.Reason.SECONDARY_PAUSE
            : enough && demand.floor() > 0
                ? Attempt.Reason.RESERVED
                : Attempt.Reason.PRIMARY_EXHAUSTED;
    return new Attempt.Blocked(reason, refusal.until());
  }

  private SlotDecision place(
      AdmissionRequest request, QuotaAccount account, Duration hold, Instant now) {
    QuotaKey key = request.key();
    long capacity = ramp.capacity(account.pausedUntil(), secondary.concurrency(), now);
    SlotPool pool = new SlotPool("github:" + subject(key), capacity);
    return slots.acquire(request.id(), List.of(pool), hold, now);
  }

  private Attempt full(SlotDecision.Full full, QuotaAccount account, Instant now) {
    boolean starting =
        ramp.capacity(account.pausedUntil(), secondary.concurrency(), now)
            < secondary.concurrency();
    Instant look = now.plusNanos((long) (NEXT_LOOK.toNanos() * (0.5 + random.getAsDouble())));
    Instant until = full.freeAt().isBefore(look) ? full.freeAt() : look;
    return new Attempt.Blocked(
        starting ? Attempt.Reason.PROBING : Attempt.Reason.CONCURRENCY, until);
  }

  /** Takes the permits; null where they were granted. */
  private Decision.@Nullable Refused permits(
      AdmissionRequest request, QuotaAccount account, long floor, Instant now) {
    QuotaKey key = request.key();
    Cost cost = request.cost();
    String subject = subject(key);
    List<Bucket> single = new ArrayList<>(4);
    primary
        .pace(account, request.priority(), floor, now)
        .ifPresent(rule -> single.add(bucket(PACE, subject + '|' + key.resource(), rule)));
    if (cost.write()) {
      single.add(bucket(WRITE, subject, secondary.write()));
    }
    if (cost.creates()) {
      single.add(bucket(CREATE_MINUTE, subject, secondary.createPerMinute()));
      single.add(bucket(CREATE_HOUR, subject, secondary.createPerHour()));
    }
    Bucket points = points(key, cost, subject);
    if (cost.secondary() == 1) {
      single.add(points);
    }
    Decision decision = single.isEmpty() ? null : buckets.acquire(single, 1, now);
    if (decision instanceof Decision.Refused refused) {
      return refused;
    }
    boolean apart = cost.secondary() > 1;
    return apart
            && buckets.acquire(List.of(points), cost.secondary(), now)
                instanceof Decision.Refused refused
        ? refused
        : null;
  }

  private Bucket points(QuotaKey key, Cost cost, String subject) {
    boolean graphql = key.resource().equals(QuotaResource.GRAPHQL);
    Gcra rule = graphql ? secondary.graphql() : secondary.endpoint();
    return bucket(POINTS, subject + '|' + cost.endpoint(), rule);
  }

  private static Bucket bucket(String policy, String subject, Gcra rule) {
    return new Bucket(new BucketKey(policy, subject), rule);
  }

  private static String subject(QuotaKey key) {
    return key.host() + '|' + key.principal().id();
  }

  private static Attempt.Reason reason(String policy) {
    return switch (policy) {
      case PACE -> Attempt.Reason.PACED;
      case WRITE -> Attempt.Reason.WRITE_SPACING;
      case CREATE_MINUTE, CREATE_HOUR -> Attempt.Reason.CONTENT_CREATION;
      default -> Attempt.Reason.POINTS_PER_MINUTE;
    };
  }

  private static long bounded(long delay) {
    return Math.min(delay, Duration.ofDays(1).toNanos());
  }

  @Override
  public void returned(Pass pass, Instant now) {
    settle(pass, 0, null, now);
  }

  /**
   * Ends a request that was let through.
   *
   * @param spent what it cost of the primary quota
   * @param seen what its answer said of the counter; null where it said nothing
   */
  public void settle(Pass pass, long spent, @Nullable QuotaObservation seen, Instant now) {
    Held held = (Held) pass;
    ledger.settle(held.reservation(), spent, seen, now);
    slots.release(held.place());
  }

  /** What was taken for one request. */
  private record Held(Reservation reservation, SlotLease place) implements Pass {}
}
