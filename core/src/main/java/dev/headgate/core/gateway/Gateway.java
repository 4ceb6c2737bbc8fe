package dev.headgate.core.gateway;

import dev.headgate.core.admission.AdmissionControl;
import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.breaker.CircuitBreaker;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.telemetry.Decisions;
import dev.headgate.core.telemetry.Telemetry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers one API request: from the cache where that is allowed, from GitHub where it is not, and
 * from a stale copy where GitHub cannot or must not be asked.
 *
 * <p>The way of a read: look-up → join an equal request in flight → hold quota → circuit breaker →
 * GitHub, with validators and retries → book what it cost → keep → answer. Everything that is not a
 * cacheable read takes the same way without the cache, and its bodies pass through in constant
 * memory; those of GraphQL calls are read first, so that what they cost is known.
 *
 * <p>Safe for use by several threads; {@link #answer} blocks the calling one, {@link #immediate}
 * never does.
 */
public final class Gateway {
  private final CachedReads reads;
  private final GraphqlReads graphql;
  private final Dispatch dispatch;
  private final Answers answers;
  private final Availability availability;
  private final Writes writes = new Writes();
  private final AuditLog audit;
  private final Supplier<GatewayPolicy> policy;
  private final InstantSource clock;
  private final Decisions decisions;

  /** A gateway over these ports, whose cache no other process shares. */
  public Gateway(
      Upstream upstream,
      ResponseCache cache,
      AdmissionControl admission,
      QuotaLedger ledger,
      CircuitBreakers breakers,
      AuditLog audit,
      Telemetry telemetry,
      GatewayPolicy policy,
      InstantSource clock,
      Waiter waiter,
      DoubleSupplier random) {
    this(
        upstream,
        cache,
        admission,
        ledger,
        breakers,
        audit,
        telemetry,
        policy,
        clock,
        waiter,
        random,
        SharedFlights.NONE);
  }

  /** A gateway over these ports. */
  public Gateway(
      Upstream upstream,
      ResponseCache cache,
      AdmissionControl admission,
      QuotaLedger ledger,
      CircuitBreakers breakers,
      AuditLog audit,
      Telemetry telemetry,
      GatewayPolicy policy,
      InstantSource clock,
      Waiter waiter,
      DoubleSupplier random,
      SharedFlights sharedFlights) {
    this(
        upstream,
        cache,
        admission,
        ledger,
        breakers,
        audit,
        telemetry,
        () -> policy,
        clock,
        waiter,
        random,
        sharedFlights,
        Decisions.UNHEARD,
        BodyMemory.unbounded());
  }

  /**
   * A gateway over these ports, which tells what it decides about each request, and reads bodies
   * into that memory.
   *
   * @param policy asked for the figures at each request, so that they may change; its API base may
   *     not
   */
  public Gateway(
      Upstream upstream,
      ResponseCache cache,
      AdmissionControl admission,
      QuotaLedger ledger,
      CircuitBreakers breakers,
      AuditLog audit,
      Telemetry telemetry,
      Supplier<GatewayPolicy> policy,
      InstantSource clock,
      Waiter waiter,
      DoubleSupplier random,
      SharedFlights sharedFlights,
      Decisions decisions,
      BodyMemory memory) {
    this.decisions = decisions;
    CircuitBreaker breaker = breakers.breaker(CircuitBreakers.GITHUB);
    this.availability = new Availability(breaker);
    this.dispatch =
        new Dispatch(
            upstream,
            admission,
            ledger,
            breaker,
            availability,
            telemetry,
            new Retries(
                () -> policy.get().retry(), new RetryBudget(clock.instant()), telemetry, random),
            clock,
            waiter,
            decisions,
            memory);
    this.answers = new Answers(ledger);
    this.reads =
        new CachedReads(
            cache,
            policy,
            dispatch,
            answers,
            availability,
            writes,
            telemetry,
            clock,
            waiter,
            sharedFlights);
    this.graphql =
        new GraphqlReads(cache, policy, dispatch, answers, availability, writes, telemetry, clock);
    this.audit = audit;
    this.policy = policy;
    this.clock = clock;
  }

  /** Whether GitHub is there; the health probe reports to it. */
  public Availability availability() {
    return availability;
  }

  /**
   * The answer that can be given at once, without blocking and without GitHub: a fresh copy, or
   * while GitHub is down any copy; null where {@link #answer} must be asked.
   */
  public @Nullable ApiAnswer immediate(ApiRequest request) {
    @Nullable ApiAnswer answer = reads.serves(request) ? reads.immediate(request) : null;
    if (answer != null) {
      told(request, answer);
    }
    return answer;
  }

  /**
   * The answer, by whatever way it takes. Never throws for what GitHub or the network does: that
   * becomes an answer in GitHub's own form.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public ApiAnswer answer(ApiRequest request) throws InterruptedException {
    decisions.decided(
        request.id(),
        () ->
            "%s %s of %s as %s, %s, until %s"
                .formatted(
                    request.method(),
                    request.target().path(),
                    request.client(),
                    request.caller().principal().id(),
                    reads.serves(request) ? "by the cache" : "past the cache",
                    request.deadline()));
    ApiAnswer answer = decided(request);
    told(request, answer);
    return answer;
  }

  private void told(ApiRequest request, ApiAnswer answer) {
    decisions.decided(
        request.id(),
        () ->
            "answers %d, %s, Cache-Status %s"
                .formatted(answer.status(), answer.outcome(), answer.cacheStatus()));
  }

  private ApiAnswer decided(ApiRequest request) throws InterruptedException {
    if (reads.serves(request)) {
      return reads.answer(request);
    }
    if (!GraphqlReads.call(request)) {
      return passed(request);
    }
    ApiRequest read;
    try {
      read = CallBody.read(request, clock.instant());
    } catch (IOException broken) {
      return answers.missing(
          request, dispatch.counter(request), CallBody.failure(broken), clock.instant());
    }
    return graphql.serves(read) ? graphql.answer(read) : passed(read);
  }

  /**
   * The answer where GitHub cannot be asked in this caller's name: his stale copy, else 503 in
   * GitHub's own form. Never blocks on GitHub.
   *
   * @param why for people; free of secrets
   * @param retryAfter when it is worth trying again
   */
  public ApiAnswer unasked(ApiRequest request, String why, Duration retryAfter) {
    @Nullable ApiAnswer copy = reads.serves(request) ? reads.copy(request) : null;
    return copy == null ? answers.unasked(why, retryAfter) : copy;
  }

  private ApiAnswer passed(ApiRequest request) throws InterruptedException {
    Reply reply =
        dispatch.send(
            request,
            request.headers(),
            new Dispatch.Bounds(Duration.ofDays(1), 0, policy.get().retry().retries()),
            request.cancellation());
    Instant now = clock.instant();
    QuotaKey counter = dispatch.counter(request);
    if (request.writes()) {
      written(request, reply, now);
    }
    if (!(reply instanceof Reply.Received received)) {
      return answers.missing(request, counter, reply, now);
    }
    CacheOutcome outcome =
        received.limited() ? CacheOutcome.RATE_LIMITED_MISS : CacheOutcome.ONLINE_MISS;
    String reason = request.get() || request.head() ? "bypass" : "method";
    return answers.passed(
        received.status(),
        received.headers(),
        received.content(),
        outcome,
        "fwd=%s; fwd-status=%d".formatted(reason, received.status()));
  }

  /** A write that GitHub may have carried out makes what was read before it doubtful. */
  private void written(ApiRequest request, Reply reply, Instant now) {
    boolean refused =
        reply instanceof Reply.Refused
            || (reply instanceof Reply.Received received && received.status() >= 400);
    if (!refused) {
      if (request.graphql()) {
        writes.mutated(request.caller().identity(), now);
      } else {
        writes.written(request.target(), now);
      }
      graphql.written(request, now);
    }
    String outcome =
        reply instanceof Reply.Received received
            ? Integer.toString(received.status())
            : reply instanceof Reply.Failed failed ? failed.kind().label() : "quota";
    audit.append(
        new AuditEvent(
            now,
            request.caller().principal().id(),
            "github.write",
            request.method() + " " + request.target().path(),
            outcome,
            request.id()));
  }
}
