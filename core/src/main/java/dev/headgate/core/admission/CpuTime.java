package dev.headgate.core.admission;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * GitHub's computing time, of which a principal may use a limited amount in any minute (GitHub
 * Docs, "Rate limits for the REST API", "About secondary rate limits": 90 seconds, 60 of them for
 * GraphQL). GitHub does not tell it; as its documentation advises, it is estimated by the time that
 * GitHub takes to answer.
 *
 * <p>Thread-safe. Bounded: principals of whom nothing is remembered make room for others; where
 * there are too many all the same, the rest are not counted.
 */
final class CpuTime {
  private static final int MOST = 10_000;
  private static final String ALL = "github-cpu";
  private static final String GRAPHQL = "github-cpu-graphql";

  /** GitHub ends a request that takes longer. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final TokenBuckets buckets;
  private final SecondaryLimits limits;
  private final ConcurrentHashMap<BucketKey, CpuAccount> accounts = new ConcurrentHashMap<>();

  CpuTime(TokenBuckets buckets, SecondaryLimits limits) {
    this.buckets = buckets;
    this.limits = limits;
  }

  /** What a request under way was charged, in milliseconds of each of its accounts. */
  record Charge(List<CpuAccount> accounts, List<Long> expected, Instant since) {
    static final Charge NONE = new Charge(List.of(), List.of(), Instant.MIN);
  }

  /** Looks at what others have spent, not too often, and says when the request may go. */
  Attempt.@Nullable Blocked look(AdmissionRequest request, Instant now) {
    Instant ready = now;
    for (CpuAccount account : accounts(request.key(), now)) {
      account.look(now);
      Instant one = account.ready(now);
      ready = one.isAfter(ready) ? one : ready;
    }
    return ready.isAfter(now) ? new Attempt.Blocked(Attempt.Reason.CPU_TIME, ready) : null;
  }

  /** Charges a request that is about to be sent. */
  Charge begin(AdmissionRequest request, Instant now) {
    List<CpuAccount> charged = accounts(request.key(), now);
    return charged.isEmpty()
        ? Charge.NONE
        : new Charge(charged, charged.stream().map(account -> account.begin(now)).toList(), now);
  }

  /** The request's answer has come, or will not. */
  void end(Charge charge, Instant now) {
    if (!charge.accounts().isEmpty()) {
      Duration took = Duration.between(charge.since(), now);
      Duration counted = took.compareTo(LONGEST) < 0 ? took : LONGEST;
      end(charge, Math.max(1, counted.toMillis() * limits.cpuPercent() / 100), now);
    }
  }

  /** The request was not sent. */
  void undo(Charge charge, Instant now) {
    end(charge, 0, now);
  }

  private static void end(Charge charge, long took, Instant now) {
    for (int i = 0; i < charge.accounts().size(); i++) {
      CpuAccount account = charge.accounts().get(i);
      account.end(charge.expected().get(i), took, now);
      account.look(now);
    }
  }

  /** What the request's principal may still use at once. */
  @Nullable Duration left(AdmissionRequest request, Instant now) {
    Duration least = null;
    for (CpuAccount account : accounts(request.key(), now)) {
      account.look(now);
      Duration left = account.left(now);
      least = least == null || left.compareTo(least) < 0 ? left : least;
    }
    return least;
  }

  private List<CpuAccount> accounts(QuotaKey key, Instant now) {
    if (limits.cpuPercent() == 0) {
      return List.of();
    }
    String subject = Permits.subject(key);
    CpuAccount all = account(new BucketKey(ALL, subject), limits.cpu(), now);
    if (all == null || !key.resource().equals(QuotaResource.GRAPHQL)) {
      return all == null ? List.of() : List.of(all);
    }
    CpuAccount graphql = account(new BucketKey(GRAPHQL, subject), limits.graphqlCpu(), now);
    return graphql == null ? List.of(all) : List.of(all, graphql);
  }

  private @Nullable CpuAccount account(BucketKey key, Gcra rule, Instant now) {
    CpuAccount known = accounts.get(key);
    if (known != null) {
      return known;
    }
    if (accounts.size() >= MOST) {
      accounts.values().removeIf(account -> account.idle(now));
    }
    return accounts.size() >= MOST
        ? null
        : accounts.computeIfAbsent(key, name -> new CpuAccount(buckets, new Bucket(name, rule)));
  }
}
