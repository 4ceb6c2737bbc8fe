package dev.headgate.core.gateway;

import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.CachePolicy;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.graphql.GraphqlAnswer;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers GraphQL queries: equal ones of one caller that are in flight together are sent once, and
 * where the operator wants it, answers are kept for a while. GitHub has no validators here, so a
 * kept answer is not confirmed but thrown away: by its age, and by whatever the same caller writes.
 */
final class GraphqlReads {
  private static final Duration NO_BOUND = Duration.ofDays(1);

  private final ResponseCache cache;
  private final Supplier<GatewayPolicy> figures;
  private final Dispatch dispatch;
  private final Answers answers;
  private final Availability availability;
  private final Writes writes;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private final Flights<FlightKey, Fetched> flights = new Flights<>();

  GraphqlReads(
      ResponseCache cache,
      Supplier<GatewayPolicy> figures,
      Dispatch dispatch,
      Answers answers,
      Availability availability,
      Writes writes,
      Telemetry telemetry,
      InstantSource clock) {
    this.cache = cache;
    this.figures = figures;
    this.dispatch = dispatch;
    this.answers = answers;
    this.availability = availability;
    this.writes = writes;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  private CachePolicy policy() {
    return figures.get().cache();
  }

  /** Whether the request is a GraphQL call, whose body is worth reading. */
  static boolean call(ApiRequest request) {
    return request.graphql() && request.method().equals("POST") && request.body() != null;
  }

  /** Whether this path may answer the call, whose body was read. */
  boolean serves(ApiRequest request) {
    return request.call().query()
        && !Validators.sent(request.headers())
        && policy().cacheable(request.target(), request.headers());
  }

  /** The answer, by whatever way it takes. */
  ApiAnswer answer(ApiRequest request) throws InterruptedException {
    GraphqlRead read = new GraphqlRead(request, dispatch.counter(request));
    Instant now = clock.instant();
    CacheEntry entry = find(read, now);
    Fetched.@Nullable Known fresh = fresh(read, entry, now);
    if (fresh != null) {
      telemetry.quotaSaved(read.counter());
      return answers.known(read.request(), read.counter(), fresh, CacheOutcome.ONLINE_HIT, now);
    }
    if (availability.offline()) {
      Optional<ApiAnswer> stale = stale(read, entry, CacheOutcome.OFFLINE_HIT, now);
      if (stale.isPresent()) {
        return stale.get();
      }
    }
    return joined(read, entry);
  }

  /** That caller may have changed what he was shown. */
  void written(ApiRequest request, Instant now) {
    Fingerprint identity = request.caller().identity();
    writes.written(identity, now);
    if (keeps()) {
      cache.invalidate(ResourceSelection.exactly(GraphqlRead.path(identity)));
    }
  }

  private boolean keeps() {
    return !figures.get().graphqlTtl().isZero();
  }

  private CacheEntry find(GraphqlRead read, Instant now) {
    return keeps() ? cache.find(read.key(), read.identity(), now) : CacheEntry.UNKNOWN;
  }

  private Fetched.@Nullable Known fresh(GraphqlRead read, CacheEntry entry, Instant now) {
    Grant grant = entry.grant();
    if (grant == null
        || !entry.certain()
        || !policy().reusable(read.request().headers())
        || writes.since(read.identity(), grant.validatedAt())) {
      return null;
    }
    Duration left = figures.get().graphqlTtl().minus(grant.age(now));
    return left.isNegative() || left.isZero() ? null : known(entry, "hit; ttl=" + left.toSeconds());
  }

  private static Fetched.@Nullable Known known(CacheEntry entry, String cacheStatus) {
    Grant grant = entry.grant();
    Representation granted = entry.granted();
    return grant == null || granted == null
        ? null
        : new Fetched.Known(granted, grant, null, true, cacheStatus);
  }

  /**
   * One such query of one caller is in flight; the others wait for its answer. Who has written
   * something meanwhile does not wait for an answer that may be older than that.
   */
  private ApiAnswer joined(GraphqlRead read, CacheEntry entry) throws InterruptedException {
    ApiRequest request = read.request();
    FlightKey key = new FlightKey(read, writes);
    while (true) {
      Optional<Flights.Joined<Fetched>> joined =
          flights.join(
              key,
              request.left(clock.instant()),
              request.cancellation(),
              cancellation -> CachedReads.interruptibly(() -> lead(read, cancellation)));
      if (joined.isEmpty()) {
        return finish(
            read,
            entry,
            CachedReads.missing(FailureKind.TIMEOUT, "the query in flight took too long"),
            "");
      }
      Fetched fetched = joined.get().value();
      if (joined.get().leader()) {
        return finish(read, entry, fetched, "");
      }
      if (!shareable(fetched)) {
        return finish(read, entry, fetch(read, entry, request.cancellation()), "");
      }
      if (!CachedReads.leaderGaveUp(fetched) || request.left(clock.instant()).isZero()) {
        telemetry.coalesced();
        telemetry.quotaSaved(read.counter());
        return finish(read, entry, fetched, "; collapsed");
      }
    }
  }

  private static boolean shareable(Fetched fetched) {
    return fetched.shareable()
        && !(fetched instanceof Fetched.Missing missing
            && missing.reply() instanceof Reply.Received received
            && received.content() instanceof Content.Streamed);
  }

  /** Does what others may wait for; unless it was done between the look-up and now. */
  private Fetched lead(GraphqlRead read, Cancellation cancellation) throws InterruptedException {
    Instant now = clock.instant();
    CacheEntry entry = find(read, now);
    Fetched.@Nullable Known meanwhile = fresh(read, entry, now);
    return meanwhile == null ? fetch(read, entry, cancellation) : meanwhile;
  }

  private Fetched fetch(GraphqlRead read, CacheEntry entry, Cancellation cancellation)
      throws InterruptedException {
    Dispatch.Bounds bounds =
        new Dispatch.Bounds(NO_BOUND, policy().maxBodyBytes(), figures.get().retry().retries());
    ApiRequest request = read.request();
    Reply reply = dispatch.send(request, request.headers(), bounds, cancellation);
    if (!(reply instanceof Reply.Received received)
        || received.status() >= 500
        || received.limited()) {
      return new Fetched.Missing(reply);
    }
    String status = "fwd=%s; fwd-status=%d".formatted(reason(entry), received.status());
    if (kept(read, entry, received)) {
      status += "; stored";
    } else if (entry.grant() != null) {
      cache.revoke(read.key(), read.identity());
    }
    return new Fetched.Unkept(received.status(), received.headers(), received.content(), status);
  }

  private String reason(CacheEntry entry) {
    if (!keeps()) {
      return "method";
    }
    return entry.grant() == null ? "uri-miss" : "stale";
  }

  /** Keeps an answer that is whole and without errors. */
  private boolean kept(GraphqlRead read, CacheEntry entry, Reply.Received received) {
    if (!keeps()
        || received.status() != 200
        || !(received.content() instanceof Content.Whole whole)
        || !policy().storable(read.request().target(), 200, received.headers())
        || !GraphqlAnswer.clean(whole.body().bytes())) {
      return false;
    }
    Instant now = clock.instant();
    ApiRequest request = read.request();
    Representation representation =
        Representation.received(200, received.headers(), whole.body(), request.headers(), now);
    Fingerprint asked = Grant.asked(request.headers());
    Grant grant = Grant.received(read.identity(), representation, received.headers(), asked, now);
    cache.store(read.key(), representation, grant, entry.asOf(), now);
    return true;
  }

  private ApiAnswer finish(GraphqlRead read, CacheEntry entry, Fetched fetched, String note) {
    Instant now = clock.instant();
    if (fetched instanceof Fetched.Known known) {
      return answers.known(read.request(), read.counter(), known, CacheOutcome.ONLINE_HIT, now);
    }
    if (fetched instanceof Fetched.Unkept unkept) {
      return answers.passed(
          unkept.status(),
          unkept.headers(),
          unkept.content(),
          CacheOutcome.ONLINE_MISS,
          unkept.cacheStatus() + note);
    }
    Reply reply = ((Fetched.Missing) fetched).reply();
    return stale(read, entry, CachedReads.standIn(reply), now)
        .orElseGet(() -> missing(read, reply, note, now));
  }

  private ApiAnswer missing(GraphqlRead read, Reply reply, String note, Instant now) {
    if (!(reply instanceof Reply.Received received)) {
      return answers.missing(read.request(), read.counter(), reply, now);
    }
    return answers.passed(
        received.status(),
        received.headers(),
        received.content(),
        received.limited() ? CacheOutcome.RATE_LIMITED_MISS : CacheOutcome.ONLINE_MISS,
        "fwd=%s; fwd-status=%d%s".formatted("method", received.status(), note));
  }

  /** A copy that is too old, where GitHub cannot be asked; but none from before a write. */
  private Optional<ApiAnswer> stale(
      GraphqlRead read, CacheEntry entry, CacheOutcome outcome, Instant now) {
    Grant grant = entry.grant();
    Fetched.@Nullable Known known =
        known(entry, "hit; detail=" + outcome.name().toLowerCase(Locale.ROOT));
    if (grant == null
        || known == null
        || !policy().usableStale(grant, now)
        || writes.since(read.identity(), grant.validatedAt())) {
      return Optional.empty();
    }
    telemetry.quotaSaved(read.counter());
    return Optional.of(answers.known(read.request(), read.counter(), known, outcome, now));
  }

  /** The urgent do not wait for one who is not, and whom the limits hold up. */
  private record FlightKey(
      ResourceKey query, Fingerprint identity, boolean urgent, Instant written) {
    FlightKey(GraphqlRead read, Writes writes) {
      this(
          read.key(),
          read.identity(),
          read.request().priority().urgent(),
          writes.last(read.identity()));
    }
  }
}
