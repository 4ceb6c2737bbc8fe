package dev.headgate.core.gateway;

import dev.headgate.core.quota.LimitSignal;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Decides whether a call that brought nothing is tried again, and after which pause.
 *
 * <p>A safe request is repeated after whatever may heal: a connection that failed or broke, the
 * server errors of an overloaded or restarting service, a limit whose end is near. Any other is
 * repeated only where it was certainly not sent. A safe request that GitHub leaves unanswered is
 * given up when half of its time is over, though not before GitHub itself would have, and asked
 * again in the rest. Nothing is repeated once its deadline would be over; and all calls together
 * keep to one {@link RetryBudget}.
 *
 * <p>Safe for use by several threads.
 */
final class Retries {
  /** 501, 505 and their like say the same however often they are asked. */
  private static final Set<Integer> TRANSIENT = Set.of(500, 502, 503, 504);

  /** GitHub ends a request after ten seconds: who heard nothing by then will not. */
  static final Duration SILENCE = Duration.ofSeconds(12);

  private final Supplier<RetryPolicy> policy;
  private final RetryBudget budget;
  private final Telemetry telemetry;
  private final DoubleSupplier random;

  Retries(
      Supplier<RetryPolicy> policy,
      RetryBudget budget,
      Telemetry telemetry,
      DoubleSupplier random) {
    this.policy = policy;
    this.budget = budget;
    this.telemetry = telemetry;
    this.random = random;
  }

  /** A call's first attempt is about to be made. */
  void began(Instant now) {
    budget.called(now);
  }

  /**
   * How long an attempt waits for GitHub to begin its answer.
   *
   * @param last whether it will not be repeated
   */
  static Duration patience(ApiRequest request, Duration longest, boolean last, Instant now) {
    Duration left = request.left(now);
    if (last || !request.safe() || longest.compareTo(left) < 0) {
      return shorter(left, longest);
    }
    Duration half = left.dividedBy(2);
    return shorter(left, half.compareTo(SILENCE) > 0 ? half : SILENCE);
  }

  /**
   * The pause before the next attempt; empty where there is to be none.
   *
   * @param done how many retries were made
   * @param patience the longest that the caller cares to wait for an answer at all
   */
  Optional<Duration> next(
      ApiRequest request, Reply reply, int done, int most, Duration patience, Instant now) {
    if (done >= most || (request.body() != null && request.body().consumed())) {
      return Optional.empty();
    }
    boolean limited = reply instanceof Reply.Received received && received.limited();
    if (limited
        ? !endsInTime(request, (Reply.Received) reply, now)
        : !healing(request, reply, patience)) {
      return Optional.empty();
    }
    Duration backoff = policy.get().pause(done, random.getAsDouble());
    Duration pause = limited ? backoff : asked(reply, now).plus(backoff);
    if (pause.compareTo(shorter(request.left(now), patience)) >= 0) {
      return Optional.empty();
    }
    // The ledger spaces those that wait for a limit's end; they multiply nothing.
    if (!limited && !budget.take(now)) {
      telemetry.retryWithheld();
      return Optional.empty();
    }
    return Optional.of(pause);
  }

  /** Whether the same request may fare better soon, and does no harm if sent again. */
  private static boolean healing(ApiRequest request, Reply reply, Duration patience) {
    if (reply instanceof Reply.Received received) {
      return request.safe() && TRANSIENT.contains(received.status());
    }
    if (!(reply instanceof Reply.Failed failed)) {
      return false;
    }
    if (failed.kind() == FailureKind.TIMEOUT) {
      // With a copy at hand the time that it was worth is over.
      return request.safe() && patience.compareTo(SILENCE) > 0;
    }
    boolean broken = failed.kind() == FailureKind.BROKEN || failed.kind() == FailureKind.TRUNCATED;
    return failed.kind() == FailureKind.UNREACHABLE || (broken && request.safe());
  }

  /** How long GitHub wants to be left alone. */
  private static Duration asked(Reply reply, Instant now) {
    return reply instanceof Reply.Received received
        ? LimitSignal.retryAfter(received.headers(), now)
            .filter(now::isBefore)
            .map(until -> Duration.between(now, until))
            .orElse(Duration.ZERO)
        : Duration.ZERO;
  }

  private static boolean endsInTime(ApiRequest request, Reply.Received limited, Instant now) {
    Instant until =
        limited.signal() instanceof LimitSignal.Primary primary
            ? primary.until()
            : limited.signal() instanceof LimitSignal.Secondary secondary ? secondary.until() : now;
    Duration wait = Duration.between(now, until);
    return request.safe() && wait.compareTo(shorter(request.left(now), request.quotaWait())) < 0;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
