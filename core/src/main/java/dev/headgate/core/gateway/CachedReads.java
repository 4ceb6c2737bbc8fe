package dev.headgate.core.gateway;

import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.CachePolicy;
import dev.headgate.core.cache.Conditional;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.ListPage;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.cache.Validator;
import dev.headgate.core.cache.ValidatorDrift;
import dev.headgate.core.http.EntityTags;
import dev.headgate.core.http.Headers;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads through the cache: looks up, joins what is in flight, asks GitHub, keeps, answers. */
final class CachedReads {
  /** How long a cold read waits for another caller's of the same resource, to save quota. */
  private static final Duration COLD_WAIT = Duration.ofSeconds(2);

  private final ResponseCache cache;
  private final CachePolicy policy;
  private final GatewayPolicy figures;
  private final Dispatch dispatch;
  private final Answers answers;
  private final Availability availability;
  private final Writes writes;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private final ValidatorDrift drift = new ValidatorDrift();
  private final Flights<FlightKey, Fetched> flights = new Flights<>();
  private final Flights<ResourceKey, Fetched> coldFlights = new Flights<>();

  CachedReads(
      ResponseCache cache,
      GatewayPolicy figures,
      Dispatch dispatch,
      Answers answers,
      Availability availability,
      Writes writes,
      Telemetry telemetry,
      InstantSource clock) {
    this.cache = cache;
    this.policy = figures.cache();
    this.figures = figures;
    this.dispatch = dispatch;
    this.answers = answers;
    this.availability = availability;
    this.writes = writes;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  /** Whether this path may answer the request. */
  boolean serves(ApiRequest request) {
    return (request.get() || request.head())
        && request.body() == null
        && policy.cacheable(request.target(), request.headers());
  }

  /** The answer that needs nobody else: a fresh copy, or any copy while GitHub is down. */
  @Nullable ApiAnswer immediate(ApiRequest request) {
    Instant now = clock.instant();
    CacheEntry entry = find(request, now);
    return immediate(request, entry, now);
  }

  private @Nullable ApiAnswer immediate(ApiRequest request, CacheEntry entry, Instant now) {
    Grant grant = entry.grant();
    Representation granted = entry.granted();
    if (grant != null
        && granted != null
        && policy.fresh(grant, granted, now)
        && !writes.since(request.target(), grant.validatedAt())) {
      telemetry.quotaSaved(dispatch.counter(request));
      return stored(request, grant, granted, CacheOutcome.ONLINE_HIT, "hit", now);
    }
    if (!availability.offline()) {
      return null;
    }
    return stale(request, entry, CacheOutcome.OFFLINE_HIT, now).orElseGet(answers::offline);
  }

  /** The answer, by whatever way it takes. */
  ApiAnswer answer(ApiRequest request) throws InterruptedException {
    Instant now = clock.instant();
    CacheEntry entry = find(request, now);
    @Nullable ApiAnswer immediate = immediate(request, entry, now);
    if (immediate != null) {
      return immediate;
    }
    Fetched fetched = joined(request, entry);
    if (fetched instanceof Fetched.Known known && known.confirmed() && !repairing(request)) {
      fetched = withNextPage(request, known);
    }
    return finish(request, entry, fetched);
  }

  private CacheEntry find(ApiRequest request, Instant now) {
    return cache.find(key(request), request.caller().identity(), now);
  }

  private static ResourceKey key(ApiRequest request) {
    return ResourceKey.of(request.target(), request.headers());
  }

  /** One request per resource and identity is in flight; the others wait for its result. */
  private Fetched joined(ApiRequest request, CacheEntry entry) throws InterruptedException {
    boolean onlyClientHolds = entry.grant() == null && Validators.sent(request.headers());
    FlightKey key =
        new FlightKey(
            key(request),
            request.caller().identity(),
            Grant.asked(request.headers()),
            onlyClientHolds ? request.headers().joined("If-None-Match") : null);
    while (true) {
      Duration left = request.left(clock.instant());
      Optional<Flights.Joined<Fetched>> joined =
          flights.join(
              key,
              left,
              request.cancellation(),
              cancellation -> interruptibly(() -> fetch(request, cancellation)));
      if (joined.isEmpty()) {
        return late();
      }
      Fetched fetched = joined.get().value();
      if (joined.get().leader()) {
        return fetched;
      }
      if (!fetched.shareable()) {
        return fetch(request, request.cancellation());
      }
      if (!leaderGaveUp(fetched) || request.left(clock.instant()).isZero()) {
        telemetry.coalesced();
        telemetry.quotaSaved(dispatch.counter(request));
        return fetched;
      }
    }
  }

  /** Whether the leader failed for a reason of its own: it left, or its time was up. */
  private static boolean leaderGaveUp(Fetched fetched) {
    return fetched instanceof Fetched.Missing missing
        && missing.reply() instanceof Reply.Failed failed
        && (failed.kind() == FailureKind.CANCELLED || failed.kind() == FailureKind.TIMEOUT);
  }

  private static Fetched late() {
    return new Fetched.Missing(
        new Reply.Failed(
            FailureKind.TIMEOUT, "the request in flight took too long", Duration.ofSeconds(5)));
  }

  /**
   * Where nobody knows the resource, the first caller reads it and the others wait: what he learns
   * saves each of them a plain read, since his body's tag can be computed for their tokens.
   */
  private Fetched fetch(ApiRequest request, Cancellation cancellation)
      throws InterruptedException {
    CacheEntry entry = find(request, clock.instant());
    boolean unknown = entry.granted() == null && entry.others().isEmpty();
    if (!unknown || !drift.trusted()) {
      return ask(request, entry, cancellation);
    }
    Duration left = request.left(clock.instant());
    Duration patience = left.compareTo(COLD_WAIT) < 0 ? left : COLD_WAIT;
    Optional<Flights.Joined<Fetched>> joined =
        coldFlights.join(
            key(request),
            patience,
            cancellation,
            mine -> interruptibly(() -> ask(request, entry, mine)));
    return joined.isPresent() && joined.get().leader()
        ? joined.get().value()
        : ask(request, find(request, clock.instant()), cancellation);
  }

  private Fetched ask(ApiRequest request, CacheEntry entry, Cancellation cancellation)
      throws InterruptedException {
    Headers bare = request.unconditional().headers();
    boolean onlyClientHolds = entry.grant() == null && Validators.sent(request.headers());
    Conditional plan =
        onlyClientHolds
            ? Conditional.none()
            : Conditional.plan(key(request), entry, bare, drift.trusted());
    Headers sent = onlyClientHolds ? request.headers() : plan.on(bare);
    Reply reply = dispatch.send(request.asGet(), sent, bounds(entry), cancellation);
    if (!(reply instanceof Reply.Received received)) {
      return new Fetched.Missing(reply);
    }
    if (received.status() == 304) {
      return plan.any()
          ? confirmed(request, entry, plan, bare, received, cancellation)
          : notModifiedForClient(received);
    }
    return received(request, entry, bare, received);
  }

  private static Fetched notModifiedForClient(Reply.Received received) {
    return new Fetched.Unkept(
        304, received.headers(), Content.NONE, "fwd=uri-miss; fwd-status=304");
  }

  private Fetched confirmed(
      ApiRequest request,
      CacheEntry entry,
      Conditional plan,
      Headers bare,
      Reply.Received received,
      Cancellation cancellation)
      throws InterruptedException {
    Instant now = clock.instant();
    ResourceKey key = key(request);
    if (plan.byDate() && entry.granted() != null) {
      return confirm(request, key, entry, entry.granted(), bare, received, now);
    }
    Optional<Conditional.Candidate> candidate = plan.confirmed(received.headers());
    if (candidate.isEmpty()) {
      Reply again = dispatch.send(request.asGet(), bare, bounds(entry), cancellation);
      return again instanceof Reply.Received plain
          ? received(request, entry, bare, plain)
          : new Fetched.Missing(again);
    }
    Representation known = candidate.get().known();
    if (known != null) {
      return confirm(request, key, entry, known, bare, received, now);
    }
    Representation empty = Representation.emptyList(now);
    Grant grant = grant(request, empty, received.headers(), bare, now);
    cache.store(key, empty, grant, now);
    telemetry.quotaSaved(dispatch.counter(request));
    return new Fetched.Known(
        empty,
        grant,
        received.headers(),
        true,
        "fwd=uri-miss; fwd-status=304; detail=empty-list");
  }

  private Fetched confirm(
      ApiRequest request,
      ResourceKey key,
      CacheEntry entry,
      Representation known,
      Headers bare,
      Reply.Received received,
      Instant now) {
    Grant renewed = grant(request, known, received.headers(), bare, now);
    Grant previous = entry.grant();
    if (previous != null) {
      renewed = renewed.withOwn(previous.own());
    }
    if (known.equals(entry.granted())) {
      cache.grant(key, renewed, now);
    } else {
      cache.store(key, known, renewed, now);
    }
    telemetry.quotaSaved(dispatch.counter(request));
    String reason = previous == null ? "vary-miss" : "stale";
    return new Fetched.Known(
        known, renewed, received.headers(), true, "fwd=" + reason + "; fwd-status=304");
  }

  private static Grant grant(
      ApiRequest request, Representation known, Headers live, Headers bare, Instant now) {
    Grant grant = Grant.received(request.caller().identity(), known, live, bare, now);
    if (grant.tag() != null || !known.computed()) {
      return grant.tag() == null && known.tag() != null
          ? grant.withTag(EntityTags.opaque(known.tag()))
          : grant;
    }
    return grant.withTag(Validator.of(known.vary(), bare, known.body().bytes()));
  }

  private Fetched received(
      ApiRequest request, CacheEntry entry, Headers bare, Reply.Received received) {
    int status = received.status();
    if (status >= 500 || received.limited()) {
      return new Fetched.Missing(received);
    }
    Instant now = clock.instant();
    ResourceKey key = key(request);
    String miss =
        "fwd=%s; fwd-status=%d"
            .formatted(
                entry.grant() != null ? "stale" : entry.others().isEmpty() ? "uri-miss" : "vary-miss",
                status);
    boolean storable =
        received.content() instanceof Content.Whole
            && policy.storable(request.target(), status, received.headers());
    if (!storable) {
      cache.revoke(key, request.caller().identity());
      return new Fetched.Unkept(status, received.headers(), received.content(), miss);
    }
    Representation representation =
        Representation.received(
            status,
            received.headers(),
            ((Content.Whole) received.content()).body(),
            bare,
            now);
    watch(representation, now);
    Grant grant =
        Grant.received(
            request.caller().identity(), representation, received.headers(), bare, now);
    cache.store(key, representation, grant, now);
    return new Fetched.Known(
        representation, grant, received.headers(), false, miss + "; stored");
  }

  private void watch(Representation representation, Instant now) {
    @Nullable String tag = representation.tag();
    if (tag == null || representation.status() != 200) {
      return;
    }
    boolean before = drift.trusted();
    if (representation.computed()) {
      drift.matched(now);
    } else if (Validator.shaped(EntityTags.opaque(tag))) {
      drift.mismatched(now);
    }
    if (before != drift.trusted()) {
      telemetry.validatorsTrusted(!before);
    }
  }

  private Dispatch.Bounds bounds(CacheEntry entry) {
    Grant grant = entry.grant();
    boolean copyAtHand = grant != null && policy.usableStale(grant, clock.instant());
    return copyAtHand
        ? new Dispatch.Bounds(
            figures.patience(), policy.maxBodyBytes(), Math.min(1, figures.retry().retries()))
        : new Dispatch.Bounds(
            Duration.ofDays(1), policy.maxBodyBytes(), figures.retry().retries());
  }

  private ApiAnswer finish(ApiRequest request, CacheEntry entry, Fetched fetched) {
    Instant now = clock.instant();
    QuotaKey counter = dispatch.counter(request);
    if (fetched instanceof Fetched.Known known) {
      CacheOutcome outcome =
          known.confirmed() ? CacheOutcome.ONLINE_HIT : CacheOutcome.ONLINE_MISS;
      return answers.known(request, counter, known, outcome, now);
    }
    if (fetched instanceof Fetched.Unkept unkept) {
      Content content = request.head() ? drop(unkept.content()) : unkept.content();
      return answers.passed(
          unkept.status(),
          unkept.headers(),
          content,
          CacheOutcome.ONLINE_MISS,
          unkept.cacheStatus());
    }
    Reply reply = ((Fetched.Missing) fetched).reply();
    return stale(request, entry, standIn(reply), now)
        .orElseGet(() -> missing(request, counter, reply, now));
  }

  private ApiAnswer missing(ApiRequest request, QuotaKey counter, Reply reply, Instant now) {
    if (reply instanceof Reply.Received received && received.limited()) {
      return answers.passed(
          received.status(),
          received.headers(),
          received.content(),
          CacheOutcome.RATE_LIMITED_MISS,
          "fwd=miss; fwd-status=" + received.status());
    }
    return answers.missing(request, counter, reply, now);
  }

  private static Content drop(Content content) {
    Buffered.close(content);
    return Content.NONE;
  }

  /** By which name a stale copy stands in for a reply that is none. */
  private static CacheOutcome standIn(Reply reply) {
    if (reply instanceof Reply.Refused) {
      return CacheOutcome.RATE_LIMITED_HIT;
    }
    if (reply instanceof Reply.Received received) {
      return received.limited() ? CacheOutcome.RATE_LIMITED_HIT : CacheOutcome.API_ERROR_HIT;
    }
    return switch (((Reply.Failed) reply).kind()) {
      case TIMEOUT -> CacheOutcome.API_TIMEOUT_HIT;
      case BREAKER_OPEN -> CacheOutcome.OFFLINE_HIT;
      case UNREACHABLE, BROKEN, TRUNCATED, SERVER_ERROR, LOCAL, CANCELLED ->
          CacheOutcome.API_ERROR_HIT;
    };
  }

  private Optional<ApiAnswer> stale(
      ApiRequest request, CacheEntry entry, CacheOutcome outcome, Instant now) {
    Grant grant = entry.grant();
    Representation granted = entry.granted();
    if (grant == null || granted == null || !policy.usableStale(grant, now)) {
      return Optional.empty();
    }
    telemetry.quotaSaved(dispatch.counter(request));
    String status = "hit; detail=" + outcome.name().toLowerCase(java.util.Locale.ROOT);
    return Optional.of(stored(request, grant, granted, outcome, status, now));
  }

  private ApiAnswer stored(
      ApiRequest request,
      Grant grant,
      Representation granted,
      CacheOutcome outcome,
      String cacheStatus,
      Instant now) {
    Fetched.Known known = new Fetched.Known(granted, grant, null, true, cacheStatus);
    return answers.known(request, dispatch.counter(request), known, outcome, now);
  }

  /** A confirmed page that was full and the last: whether one more has come is asked for free. */
  private Fetched.Known withNextPage(ApiRequest request, Fetched.Known known)
      throws InterruptedException {
    Representation page = known.representation();
    if (!ListPage.fullAndLast(request.target(), page)) {
      return known;
    }
    ApiRequest next = request.getting(ListPage.next(request.target()));
    Fetched fetched = joined(next, find(next, clock.instant()));
    boolean more =
        fetched instanceof Fetched.Known behind
            && behind.representation().status() == 200
            && behind.representation().list()
            && behind.representation().body().length() > 2;
    if (!more) {
      return known;
    }
    Representation repaired =
        page.withShared(
            ListPage.withNext(page.shared(), figures.apiBase() + next.target()));
    cache.store(key(request), repaired, known.grant(), clock.instant());
    return new Fetched.Known(
        repaired, known.grant(), known.live(), true, known.cacheStatus());
  }

  private static boolean repairing(ApiRequest request) {
    return request.head();
  }

  private static Fetched interruptibly(Work work) {
    try {
      return work.run();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Fetched.Missing(
          new Reply.Failed(FailureKind.CANCELLED, "interrupted", Duration.ofSeconds(5)));
    }
  }

  private interface Work {
    Fetched run() throws InterruptedException;
  }

  private record FlightKey(
      ResourceKey resource,
      Fingerprint identity,
      Fingerprint asked,
      @Nullable String clientTag) {}
}
