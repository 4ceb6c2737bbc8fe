package dev.headgate.core.gateway;

import dev.headgate.core.admission.Admission;
import dev.headgate.core.admission.AdmissionControl;
import dev.headgate.core.admission.AdmissionRequest;
import dev.headgate.core.admission.Attempt;
import dev.headgate.core.admission.Pass;
import dev.headgate.core.admission.Turn;
import dev.headgate.core.breaker.CircuitBreaker;
import dev.headgate.core.graphql.GraphqlAnswer;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.RouteTemplate;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.QuotaResource;
import dev.headgate.core.telemetry.Decisions;
import dev.headgate.core.telemetry.Telemetry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request to GitHub: waits for its turn, asks the circuit breaker, calls, reads what must
 * be read, books what it cost and what the answer said, and tries again what may be tried again.
 */
final class Dispatch {
  /** Errors are read whole up to this size, since they may speak of limits. */
  private static final int ERROR_BODY = 64 * 1024;

  private static final Duration RETRY_LATER = Duration.ofSeconds(5);

  private final Upstream upstream;
  private final AdmissionControl admission;
  private final QuotaLedger ledger;
  private final CircuitBreaker breaker;
  private final Availability availability;
  private final Telemetry telemetry;
  private final Retries retries;
  private final InstantSource clock;
  private final Waiter waiter;
  private final Decisions decisions;
  private final BodyMemory memory;

  Dispatch(
      Upstream upstream,
      AdmissionControl admission,
      QuotaLedger ledger,
      CircuitBreaker breaker,
      Availability availability,
      Telemetry telemetry,
      Retries retries,
      InstantSource clock,
      Waiter waiter,
      Decisions decisions,
      BodyMemory memory) {
    this.upstream = upstream;
    this.admission = admission;
    this.ledger = ledger;
    this.breaker = breaker;
    this.availability = availability;
    this.telemetry = telemetry;
    this.retries = retries;
    this.clock = clock;
    this.waiter = waiter;
    this.decisions = decisions;
    this.memory = memory;
  }

  /**
   * One call's bounds.
   *
   * @param patience how long the answer may take
   * @param buffer bodies up to this size are read whole; larger ones pass through
   * @param retries how often a failure is repeated
   */
  record Bounds(Duration patience, int buffer, int retries) {
    /** Those of an attempt after so many others. */
    Bounds after(int done) {
      return done == 0 ? this : new Bounds(patience, buffer, Math.max(0, retries - done));
    }
  }

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
      Reply reply = attempt(request, headers, bounds.after(done), cancellation);
      Optional<Duration> pause =
          cancellation.cancelled()
              ? Optional.empty()
              : retries.next(
                  request, reply, done, bounds.retries(), bounds.patience(), clock.instant());
      decisions.decided(request.id(), () -> outcome(reply, pause));
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
    Instant now = clock.instant();
    AdmissionRequest asked =
        new AdmissionRequest(
            request.id(),
            counter(request),
            request.client(),
            request.priority(),
            Expenses.of(request),
            now.plus(longestWait(request, now)),
            request.deadline());
    decisions.decided(
        request.id(),
        () ->
            "wants its turn: %s of %s, %s, %s; limits say: %s"
                .formatted(
                    asked.key().resource(),
                    asked.key().principal().id(),
                    asked.priority().label(),
                    asked.cost(),
                    admission.look(asked).map(Dispatch::told).orElse("free")));
    Admission admitted = turn(admission.enter(asked), request.priority(), cancellation);
    decisions.decided(
        request.id(),
        () ->
            "%s after %d ms"
                .formatted(told(admitted), Duration.between(now, clock.instant()).toMillis()));
    if (admitted instanceof Admission.Admitted passed) {
      return called(request, headers, bounds, cancellation, passed.pass());
    }
    if (admitted instanceof Admission.Refused refused) {
      telemetry.turnedAway(request.priority(), refused.reason().label());
      return new Reply.Refused(refused.reason(), refused.until());
    }
    if (admitted instanceof Admission.Overloaded overloaded) {
      telemetry.turnedAway(request.priority(), FailureKind.OVERLOADED.label());
      return new Reply.Failed(
          FailureKind.OVERLOADED, "too many requests wait for GitHub", overloaded.retryAfter());
    }
    return new Reply.Failed(FailureKind.CANCELLED, "nobody waits for it any more", RETRY_LATER);
  }

  private static String told(Attempt.Blocked blocked) {
    return blocked.reason().text() + " until " + blocked.until();
  }

  private static String told(Admission admission) {
    if (admission instanceof Admission.Refused refused) {
      return "refused, %s until %s".formatted(refused.reason().text(), refused.until());
    }
    return admission instanceof Admission.Admitted
        ? "admitted by all limits"
        : admission instanceof Admission.Overloaded ? "refused, the queue is full" : "has left";
  }

  private static String outcome(Reply reply, Optional<Duration> pause) {
    String became =
        reply instanceof Reply.Received received
            ? "GitHub answered %d, limit: %s".formatted(received.status(), received.signal())
            : reply instanceof Reply.Failed failed
                ? "failed, %s: %s".formatted(failed.kind().label(), failed.detail())
                : "GitHub was not asked";
    return became
        + pause
            .map(wait -> "; tried again in %d ms".formatted(wait.toMillis()))
            .orElse("; not tried again");
  }

  private Admission turn(Turn turn, Priority priority, Cancellation cancellation)
      throws InterruptedException {
    if (turn.decided()) {
      return turn.await();
    }
    Instant start = clock.instant();
    telemetry.queued(priority);
    Runnable arrived = cancellation.onCancel(turn::leave);
    try {
      return turn.await();
    } finally {
      arrived.run();
      telemetry.dequeued(priority, Duration.between(start, clock.instant()));
    }
  }

  private Reply called(
      ApiRequest request, Headers headers, Bounds bounds, Cancellation cancellation, Pass pass) {
    CircuitBreaker.Permission permission = breaker.acquire(clock.instant());
    decisions.decided(request.id(), () -> "circuit breaker: " + permission);
    if (permission instanceof CircuitBreaker.Permission.Refused refused) {
      admission.unanswered(pass, 0);
      admission.ended(pass);
      return new Reply.Failed(
          FailureKind.BREAKER_OPEN, "the circuit breaker is open", refused.retryAfter());
    }
    boolean passesOn = false;
    try {
      Reply reply = call(request, headers, bounds, cancellation, pass);
      if (reply instanceof Reply.Received received
          && received.content() instanceof Content.Streamed streamed) {
        passesOn = true;
        return received.with(Buffered.closing(streamed, () -> admission.ended(pass)));
      }
      return reply;
    } finally {
      if (!passesOn) {
        admission.ended(pass);
      }
    }
  }

  private static Duration longestWait(ApiRequest request, Instant now) {
    Duration left = request.left(now);
    return left.compareTo(request.quotaWait()) < 0 ? left : request.quotaWait();
  }

  private Reply call(
      ApiRequest request, Headers headers, Bounds bounds, Cancellation cancellation, Pass pass) {
    QuotaKey key = pass.request().key();
    long points = pass.request().cost().points();
    Instant start = clock.instant();
    Duration patience = Retries.patience(request, bounds.patience(), bounds.retries() == 0, start);
    decisions.decided(
        request.id(),
        () ->
            "asks GitHub: %s %s, for at most %d ms%s"
                .formatted(
                    request.method(),
                    request.target().path(),
                    patience.toMillis(),
                    headers.contains("If-None-Match") ? ", conditionally" : ""));
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
        long cost = failed.sent() ? points : 0;
        admission.unanswered(pass, cost);
        spent(request, key, cost);
        settled = true;
        judged = true;
        // Only what is certainly unsent is unreachable: everything else may have arrived.
        boolean doubtful = failed.sent() && failed.kind() == FailureKind.UNREACHABLE;
        FailureKind kind = doubtful ? FailureKind.BROKEN : failed.kind();
        return failed(key, kind, failed.detail(), took);
      }
      Upstream.Responded responded = (Upstream.Responded) result;
      judged = true;
      if (request.call().costPath() != null) {
        Reply reply = read(request, responded, bounds, key, start);
        settle(request, pass, responded, told(request, reply));
        settled = true;
        return reply;
      }
      settle(request, pass, responded, points);
      settled = true;
      return read(request, responded, bounds, key, start);
    } finally {
      if (!settled) {
        admission.unanswered(pass, points);
        spent(request, key, points);
      }
      if (!judged) {
        breaker.released();
      }
    }
  }

  /** What the answer itself says that it cost; where it does not, what it was taken to cost. */
  private static long told(ApiRequest request, Reply reply) {
    @Nullable List<String> path = request.call().costPath();
    return path != null && reply instanceof Reply.Received received
        ? GraphqlAnswer.number(Buffered.bytes(received.content()), path).orElse(request.points())
        : request.points();
  }

  private void settle(ApiRequest request, Pass pass, Upstream.Responded responded, long expected) {
    boolean costless = responded.status() == 304 && request.caller().authorised();
    @Nullable QuotaObservation seen = QuotaObservation.in(responded.headers()).orElse(null);
    QuotaKey key = pass.request().key();
    long cost = costless ? 0 : expected;
    admission.answered(pass, cost, seen);
    decisions.decided(
        request.id(),
        () ->
            "books %d of %d points held; GitHub says: %s"
                .formatted(cost, pass.request().cost().points(), seen == null ? "nothing" : seen));
    String named = seen == null ? "" : seen.resource();
    spent(request, named.isEmpty() ? key : key.forResource(named), cost);
    if (seen != null) {
      telemetry.quotaSeen(key, seen);
    }
  }

  private void spent(ApiRequest request, QuotaKey key, long points) {
    if (points > 0) {
      String route = RouteTemplate.of(request.target().path());
      telemetry.spent(key, request.client(), route, points, clock.instant());
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
      content =
          Buffered.read(
              responded, buffer, telling ? ERROR_BODY : 0, left(request, bounds, start), memory);
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
    note(request, key, responded.headers(), signal, now);
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

  private void note(
      ApiRequest request, QuotaKey key, Headers response, LimitSignal signal, Instant now) {
    if (signal instanceof LimitSignal.None) {
      return;
    }
    Optional<QuotaObservation> seen = QuotaObservation.in(response);
    QuotaKey named =
        seen.map(QuotaObservation::resource)
            .filter(resource -> !resource.isEmpty())
            .map(key::forResource)
            .orElse(key);
    if (signal instanceof LimitSignal.Primary primary) {
      if (!dear(request, seen)) {
        ledger.exhaust(named, primary.until(), now);
      }
      telemetry.limited(named, signal);
    } else if (signal instanceof LimitSignal.Secondary secondary) {
      ledger.pause(named, secondary.until(), now);
      telemetry.limited(named, signal);
    }
  }

  /**
   * Whether a GraphQL call was refused only because it takes more points than are left, as far as
   * its estimate explains it: cheaper ones may go on, and the ledger holds its like back.
   */
  private static boolean dear(ApiRequest request, Optional<QuotaObservation> seen) {
    return request.graphql()
        && seen.isPresent()
        && seen.get().remaining() > 0
        && seen.get().remaining() < request.points();
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

  private static void discard(Reply reply) {
    if (reply instanceof Reply.Received received) {
      Buffered.close(received.content());
    }
  }
}
