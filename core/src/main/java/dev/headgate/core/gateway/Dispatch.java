package dev.headgate.core.gateway;

import dev.headgate.core.breaker.CircuitBreaker;
import dev.headgate.core.http.Headers;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.QuotaResource;
import dev.headgate.core.quota.Refusal;
import dev.headgate.core.quota.Reservation;
import dev.headgate.core.telemetry.Telemetry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request to GitHub: holds quota for it, asks the circuit breaker, calls, reads what must
 * be read, books what it cost and what the answer said, and tries again what may be tried again.
 */
final class Dispatch {
  /** Errors are read whole up to this size, since they may speak of limits. */
  private static final int ERROR_BODY = 64 * 1024;

  /** By so much longer than its request may last is a reservation held. */
  private static final Duration HOLD_MARGIN = Duration.ofMinutes(1);

  private static final Duration RETRY_LATER = Duration.ofSeconds(5);

  private final Upstream upstream;
  private final QuotaLedger ledger;
  private final CircuitBreaker breaker;
  private final Availability availability;
  private final Telemetry telemetry;
  private final Retries retries;
  private final InstantSource clock;
  private final Waiter waiter;

  Dispatch(
      Upstream upstream,
      QuotaLedger ledger,
      CircuitBreaker breaker,
      Availability availability,
      Telemetry telemetry,
      Retries retries,
      InstantSource clock,
      Waiter waiter) {
    this.upstream = upstream;
    this.ledger = ledger;
    this.breaker = breaker;
    this.availability = availability;
    this.telemetry = telemetry;
    this.retries = retries;
    this.clock = clock;
    this.waiter = waiter;
  }

  /**
   * One call's bounds.
   *
   * @param patience how long the answer may take
   * @param buffer bodies up to this size are read whole; larger ones pass through
   * @param retries how often a failure is repeated
   */
  record Bounds(Duration patience, int buffer, int retries) {}

  /** The counter that a request is booked on, as far as can be told beforehand. */
  QuotaKey counter(ApiRequest request) {
    return new QuotaKey(
        upstream.host(), request.caller().principal(), QuotaResource.of(request.target().path()));
  }

  /** Sends {@code request} with {@code headers} in place of its own. */
  Reply send(ApiRequest request, Headers headers, Bounds bounds, Cancellation cancellation)
      throws InterruptedException {
    retries.began(clock.instant());
    for (int done = 0; ; done++) {
      Reply reply = attempt(request, headers, bounds, cancellation);
      Optional<Duration> pause =
          cancellation.cancelled()
              ? Optional.empty()
              : retries.next(
                  request, reply, done, bounds.retries(), bounds.patience(), clock.instant());
      if (pause.isEmpty()) {
        if (done > 0) {
          telemetry.retried(reply instanceof Reply.Received received && received.status() < 500);
        }
        return reply;
      }
      discard(reply);
      waiter.await(pause.get(), cancellation);
    }
  }

  private Reply attempt(
      ApiRequest request, Headers headers, Bounds bounds, Cancellation cancellation)
      throws InterruptedException {
    QuotaKey key = counter(request);
    long points = free(request) ? 0 : 1;
    Reservation reservation = reserve(request, key, points, cancellation);
    Refusal refusal = reservation.refusal();
    if (refusal != null) {
      return new Reply.Refused(refusal);
    }
    CircuitBreaker.Permission permission = breaker.acquire(clock.instant());
    if (permission instanceof CircuitBreaker.Permission.Refused refused) {
      ledger.settle(reservation, 0, null, clock.instant());
      return new Reply.Failed(
          FailureKind.BREAKER_OPEN, "the circuit breaker is open", refused.retryAfter());
    }
    return call(request, headers, bounds, cancellation, reservation);
  }

  private Reservation reserve(
      ApiRequest request, QuotaKey key, long points, Cancellation cancellation)
      throws InterruptedException {
    while (true) {
      Instant now = clock.instant();
      Reservation reservation = ledger.reserve(key, Demand.of(points, hold(request, now)), now);
      Refusal refusal = reservation.refusal();
      if (refusal == null || cancellation.cancelled()) {
        return reservation;
      }
      Duration wait = Duration.between(now, refusal.until());
      if (wait.compareTo(longestWait(request, now)) >= 0) {
        return reservation;
      }
      waiter.await(wait.plusMillis(1), cancellation);
    }
  }

  private static Duration hold(ApiRequest request, Instant now) {
    Duration hold = request.left(now).plus(HOLD_MARGIN);
    return hold.compareTo(Demand.LONGEST_HOLD) < 0 ? hold : Demand.LONGEST_HOLD;
  }

  private static Duration longestWait(ApiRequest request, Instant now) {
    Duration left = request.left(now);
    return left.compareTo(request.quotaWait()) < 0 ? left : request.quotaWait();
  }

  private Reply call(
      ApiRequest request,
      Headers headers,
      Bounds bounds,
      Cancellation cancellation,
      Reservation reservation) {
    Instant start = clock.instant();
    Duration left = request.left(start);
    Duration patience = left.compareTo(bounds.patience()) < 0 ? left : bounds.patience();
    boolean settled = false;
    boolean judged = false;
    try {
      Upstream.Result result =
          upstream.send(
              new Upstream.Request(
                  request.method(),
                  request.target(),
                  headers,
                  request.body(),
                  patience,
                  cancellation));
      Instant now = clock.instant();
      Duration took = Duration.between(start, now);
      if (result instanceof Upstream.Failed failed) {
        ledger.settle(reservation, failed.sent() ? reservation.points() : 0, null, now);
        settled = true;
        judged = true;
        // Only what is certainly unsent is unreachable: everything else may have arrived.
        boolean doubtful = failed.sent() && failed.kind() == FailureKind.UNREACHABLE;
        FailureKind kind = doubtful ? FailureKind.BROKEN : failed.kind();
        return failed(reservation.key(), kind, failed.detail(), took);
      }
      Upstream.Responded responded = (Upstream.Responded) result;
      settle(request, reservation, responded, now);
      settled = true;
      judged = true;
      return read(request, responded, bounds, reservation.key(), start);
    } finally {
      Instant now = clock.instant();
      if (!settled) {
        ledger.settle(reservation, reservation.points(), null, now);
      }
      if (!judged) {
        breaker.released();
      }
    }
  }

  private void settle(
      ApiRequest request, Reservation reservation, Upstream.Responded responded, Instant now) {
    boolean costless = responded.status() == 304 && request.caller().authorised();
    @Nullable QuotaObservation seen = QuotaObservation.in(responded.headers()).orElse(null);
    ledger.settle(reservation, costless ? 0 : reservation.points(), seen, now);
    if (seen != null) {
      telemetry.quotaSeen(reservation.key(), seen);
    }
  }

  private Reply read(
      ApiRequest request,
      Upstream.Responded responded,
      Bounds bounds,
      QuotaKey key,
      Instant start) {
    int status = responded.status();
    boolean telling = status >= 400 || (request.graphql() && status == 200);
    int buffer = telling ? Math.max(ERROR_BODY, bounds.buffer()) : bounds.buffer();
    Content content;
    try {
      content = Buffered.read(responded, buffer, left(request, bounds, start));
    } catch (IOException broken) {
      Duration took = Duration.between(start, clock.instant());
      FailureKind kind =
          request.cancellation().cancelled()
              ? FailureKind.CANCELLED
              : broken instanceof InterruptedIOException
                  ? FailureKind.TIMEOUT
                  : FailureKind.TRUNCATED;
      return failed(key, kind, "the body of GitHub's answer broke off", took);
    }
    Instant now = clock.instant();
    judge(key, responded, Duration.between(start, now), now);
    LimitSignal signal =
        telling
            ? LimitSignal.of(
                status, responded.headers(), Buffered.bytes(content), request.graphql(), now)
            : new LimitSignal.None();
    note(key, responded.headers(), signal, now);
    return new Reply.Received(status, responded.headers(), content, signal);
  }

  /** A body that trickles must not take longer than the header might have. */
  private Duration left(ApiRequest request, Bounds bounds, Instant start) {
    Instant now = clock.instant();
    Duration deadline = request.left(now);
    Duration patience = bounds.patience().minus(Duration.between(start, now));
    return patience.compareTo(deadline) < 0 ? patience : deadline;
  }

  private void judge(QuotaKey key, Upstream.Responded responded, Duration took, Instant now) {
    int status = responded.status();
    telemetry.githubAnswered(key, status, took);
    if (status < 500 || status == 501) {
      breaker.succeeded(took, now);
      availability.trafficSucceeded();
      return;
    }
    telemetry.githubFailed(key, FailureKind.SERVER_ERROR.label(), took);
    Duration wish = status == 503 ? wish(responded.headers(), now) : Duration.ZERO;
    if (wish.isZero()) {
      breaker.failed(took, now);
    } else {
      breaker.refused(took, wish, now);
    }
  }

  /**
   * How long GitHub as a whole asks to be left alone; zero: it does not. A 429 or 403 speaks of one
   * principal only, whom the ledger holds back.
   */
  private static Duration wish(Headers response, Instant now) {
    return LimitSignal.retryAfter(response, now)
        .filter(now::isBefore)
        .map(until -> Duration.between(now, until))
        .orElse(Duration.ZERO);
  }

  private void note(QuotaKey key, Headers response, LimitSignal signal, Instant now) {
    if (signal instanceof LimitSignal.None) {
      return;
    }
    QuotaKey named =
        QuotaObservation.in(response)
            .map(QuotaObservation::resource)
            .filter(resource -> !resource.isEmpty())
            .map(key::forResource)
            .orElse(key);
    if (signal instanceof LimitSignal.Primary primary) {
      ledger.exhaust(named, primary.until(), now);
      telemetry.limited(named, signal);
    } else if (signal instanceof LimitSignal.Secondary secondary) {
      ledger.pause(named, secondary.until(), now);
      telemetry.limited(named, signal);
    }
  }

  private Reply failed(QuotaKey key, FailureKind kind, String detail, Duration took) {
    if (kind.evidence()) {
      breaker.failed(took, clock.instant());
    } else {
      breaker.released();
    }
    telemetry.githubFailed(key, kind.label(), took);
    return new Reply.Failed(kind, detail, RETRY_LATER);
  }

  /** GitHub's account of the quota costs none. */
  private static boolean free(ApiRequest request) {
    return request.target().path().equals("/rate_limit");
  }

  private static void discard(Reply reply) {
    if (reply instanceof Reply.Received received) {
      Buffered.close(received.content());
    }
  }
}
