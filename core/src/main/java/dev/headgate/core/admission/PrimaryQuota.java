package dev.headgate.core.admission;

import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaResource;
import dev.headgate.core.quota.Refusal;
import dev.headgate.core.quota.Reservation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The points of the hourly quota: what is held for a request, and what must be left to others. */
final class PrimaryQuota {
  private static final int MOST = 10_000;

  private final QuotaLedger ledger;
  private final Supplier<PrimaryPolicy> policy;
  private final UrgentSightings urgent;
  private final ConcurrentHashMap<QuotaKey, QuotaAccount> lastSeen = new ConcurrentHashMap<>();

  PrimaryQuota(QuotaLedger ledger, TokenBuckets buckets, Supplier<PrimaryPolicy> policy) {
    this.ledger = ledger;
    this.policy = policy;
    this.urgent = new UrgentSightings(buckets, policy.get().lately());
  }

  /** Points for the request, or the ledger's refusal. */
  Reservation hold(AdmissionRequest request, Duration hold, Instant now) {
    Demand demand = Demand.of(request.cost().points(), hold).withFloor(floor(request, now));
    Reservation reservation = ledger.reserve(request.key(), demand, now);
    remember(request.key(), reservation.account());
    return reservation;
  }

  private long floor(AdmissionRequest request, Instant now) {
    QuotaKey key = request.key();
    if (request.priority().urgent()) {
      urgent.seen(key, now);
      return 0;
    }
    return request.cost().points() == 0
        ? 0
        : policy
            .get()
            .floor(
                lastSeen(key, now),
                request.priority(),
                QuotaResource.window(key.resource()),
                urgent.latest(key, now),
                now);
  }

  /** The account as it was a moment ago; who comes for the first time looks. */
  private QuotaAccount lastSeen(QuotaKey key, Instant now) {
    QuotaAccount account = lastSeen.get(key);
    return account == null ? ledger.glance(key, now) : account;
  }

  private void remember(QuotaKey key, QuotaAccount account) {
    if (lastSeen.size() >= MOST && !lastSeen.containsKey(key)) {
      lastSeen.clear();
    }
    lastSeen.put(key, account);
  }

  /** What a refusal means for those who wait. */
  Attempt.Blocked blocked(
      AdmissionRequest request, Reservation refused, Refusal refusal, Instant now) {
    QuotaAccount account = refused.account();
    if (refusal.reason() == Refusal.Reason.SECONDARY_PAUSE) {
      return new Attempt.Blocked(Attempt.Reason.SECONDARY_PAUSE, refusal.until());
    }
    boolean enough = account.remaining() - account.reserved() >= request.cost().points();
    if (request.priority().urgent() || !enough) {
      return new Attempt.Blocked(Attempt.Reason.PRIMARY_EXHAUSTED, refusal.until());
    }
    Instant yielded = urgent.latest(request.key(), now).plus(policy.get().lately());
    Duration window = QuotaResource.window(request.key().resource());
    Instant room = policy.get().room(account, request.cost().points(), window, now);
    Instant until = earlier(refusal.until(), earlier(yielded, room));
    return new Attempt.Blocked(Attempt.Reason.RESERVED, until);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** The rate to which the request is held so that the rest lasts to the end of the window. */
  Optional<Gcra> pace(AdmissionRequest request, QuotaAccount account, Instant now) {
    long points = request.cost().points();
    Duration window = QuotaResource.window(request.key().resource());
    return points == 0
        ? Optional.empty()
        : policy
            .get()
            .pace(account, request.priority(), floor(request, now), window, now)
            .map(rule -> new Gcra(rule.interval() * points, rule.burst()));
  }
}
