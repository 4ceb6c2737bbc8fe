package dev.headgate.core.admission;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaResource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What GitHub limits per minute and hour, and the pace at which the last of a quota is spent: one
 * decision over all buckets that a request touches. One decision takes the same number from each,
 * and a write counts five points but is one write: so its other buckets are cut as much finer.
 */
final class Permits {
  private static final String PACE = "github-pace";
  private static final String POINTS = "github-points";
  private static final String WRITE = "github-write";
  private static final String CREATE_MINUTE = "github-create-minute";
  private static final String CREATE_HOUR = "github-create-hour";

  private static final long LONGEST_WAIT = Duration.ofDays(1).toNanos();

  private final LimitStore buckets;
  private final SecondaryLimits limits;

  Permits(LimitStore buckets, SecondaryLimits limits) {
    this.buckets = buckets;
    this.limits = limits;
  }

  /** Takes them all, and answers null, or takes none and says what stands against it. */
  Attempt.@Nullable Blocked take(AdmissionRequest request, Optional<Gcra> pace, Instant now) {
    long each = request.cost().secondary();
    if (each == 0) {
      return null;
    }
    List<Bucket> wanted = wanted(request, pace);
    // A lease saves a round trip where many ask for little of one bucket.
    TokenBuckets way = wanted.size() == 1 && each == 1 ? buckets.leased() : buckets.direct();
    return way.acquire(wanted, each, now) instanceof Decision.Refused refused
        ? blocked(refused.tightest().policy(), refused.delay(), now)
        : null;
  }

  /** What stands against it, as {@link #take} would say; takes nothing. */
  Attempt.@Nullable Blocked look(AdmissionRequest request, Optional<Gcra> pace, Instant now) {
    long each = request.cost().secondary();
    Attempt.Blocked longest = null;
    List<Level> levels =
        each == 0 ? List.of() : buckets.direct().levels(wanted(request, pace), EpochNanos.of(now));
    for (Level level : levels) {
      long delay = level.bucket().rule().delay(level.tat(), each, level.now());
      Attempt.Blocked blocked = delay == 0 ? null : blocked(level.policy(), delay, now);
      if (blocked != null && (longest == null || blocked.until().isAfter(longest.until()))) {
        longest = blocked;
      }
    }
    return longest;
  }

  private List<Bucket> wanted(AdmissionRequest request, Optional<Gcra> pace) {
    QuotaKey key = request.key();
    Cost cost = request.cost();
    String subject = subject(key);
    List<Bucket> wanted = new ArrayList<>(5);
    boolean graphql = key.resource().equals(QuotaResource.GRAPHQL);
    Gcra points = graphql ? limits.graphql() : limits.endpoint();
    wanted.add(bucket(POINTS, subject + '|' + cost.endpoint(), points));
    long each = cost.secondary();
    if (cost.write()) {
      wanted.add(bucket(WRITE, subject, finer(limits.write(), each)));
    }
    if (cost.creates()) {
      wanted.add(bucket(CREATE_MINUTE, subject, finer(limits.createPerMinute(), each)));
      wanted.add(bucket(CREATE_HOUR, subject, finer(limits.createPerHour(), each)));
    }
    pace.ifPresent(
        rule -> wanted.add(bucket(PACE, subject + '|' + key.resource(), finer(rule, each))));
    return wanted;
  }

  private static Attempt.Blocked blocked(String policy, long delay, Instant now) {
    return new Attempt.Blocked(reason(policy), now.plusNanos(Math.min(delay, LONGEST_WAIT)));
  }

  private static Attempt.Reason reason(String policy) {
    return switch (policy) {
      case PACE -> Attempt.Reason.PACED;
      case WRITE -> Attempt.Reason.WRITE_SPACING;
      case CREATE_MINUTE, CREATE_HOUR -> Attempt.Reason.CONTENT_CREATION;
      default -> Attempt.Reason.POINTS_PER_MINUTE;
    };
  }

  /** The same rule where one is counted as {@code parts}. */
  private static Gcra finer(Gcra rule, long parts) {
    return parts == 1 ? rule : new Gcra(Math.max(1, rule.interval() / parts), rule.burst() * parts);
  }

  private static Bucket bucket(String policy, String subject, Gcra rule) {
    return new Bucket(new BucketKey(policy, subject), rule);
  }

  /** Whom GitHub counts, in the names of buckets and pools. */
  static String subject(QuotaKey key) {
    return key.host() + '|' + key.principal().id();
  }
}
