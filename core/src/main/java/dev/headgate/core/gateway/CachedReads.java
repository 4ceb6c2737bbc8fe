package dev.headgate.core.gateway;

import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.CachePolicy;
import dev.headgate.core.cache.FreshnessPolicy.Ground;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.ListPage;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads through the cache: looks up, joins what is in flight, has GitHub asked, answers. */
final class CachedReads {
  private static final Duration RETRY_LATER = Duration.ofSeconds(5);

  private final ResponseCache cache;
  private final Supplier<GatewayPolicy> figures;
  private final String apiBase;
  private final Dispatch dispatch;
  private final Inquiry inquiry;
  private final ColdReads coldReads;
  private final Answers answers;
  private final Availability availability;
  private final FreshCopies freshCopies;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private final Flights<FlightKey, Fetched> flights = new Flights<>();
  private final Flights<ResourceKey, Fetched> coldFlights = new Flights<>();

  CachedReads(
      ResponseCache cache,
      Supplier<GatewayPolicy> figures,
      Dispatch dispatch,
      Answers answers,
      Availability availability,
      Writes writes,
      Telemetry telemetry,
      InstantSource clock,
      Waiter waiter,
      SharedFlights sharedFlights) {
    this.cache = cache;
    this.figures = figures;
    this.apiBase = figures.get().apiBase();
    this.dispatch = dispatch;
    this.freshCopies = new FreshCopies(() -> policy(), writes);
    this.inquiry = new Inquiry(cache, figures, dispatch, freshCopies, telemetry, clock);
    this.coldReads = new ColdReads(cache, inquiry, sharedFlights, waiter, telemetry, clock);
    this.answers = answers;
    this.availability = availability;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  private CachePolicy policy() {
    return figures.get().cache();
  }

  /** Whether this path may answer the request. */
  boolean serves(ApiRequest request) {
    return (request.get() || request.head())
        && request.body() == null
        && policy().cacheable(request.target(), request.headers());
  }

  /** The answer that needs nobody else: a fresh copy, or any copy while GitHub is down. */
  @Nullable ApiAnswer immediate(ApiRequest request) {
    boolean offline = availability.offline();
    if (!offline && !freshCopies.possible(request)) {
      return null;
    }
    Read read = read(request);
    Instant now = clock.instant();
    CacheEntry entry = cache.peek(read.key(), read.identity(), now);
    return entry.certain() ? immediate(read, entry, offline, now) : null;
  }

  private @Nullable ApiAnswer immediate(Read read, CacheEntry entry, boolean offline, Instant now) {
    Grant grant = entry.grant();
    Representation granted = entry.granted();
    if (grant != null && granted != null && entry.certain()) {
      Ground ground = freshCopies.ground(read, grant, granted, now);
      if (ground.any()) {
        telemetry.quotaSaved(read.counter());
        return stored(read, grant, granted, CacheOutcome.ONLINE_HIT, ground.cacheStatus(), now);
      }
    }
    return offline
        ? stale(read, entry, CacheOutcome.OFFLINE_HIT, now).orElseGet(answers::offline)
        : null;
  }

  /** The answer, by whatever way it takes. */
  ApiAnswer answer(ApiRequest request) throws InterruptedException {
    Read read = read(request);
    Instant now = clock.instant();
    CacheEntry entry = find(read, now);
    @Nullable ApiAnswer immediate = immediate(read, entry, availability.offline(), now);
    if (immediate != null) {
      return immediate;
    }
    Fetched fetched = joined(read, entry);
    if (fetched instanceof Fetched.Known known && known.confirmed() && !request.head()) {
      fetched = withNextPage(read, entry, known);
    }
    return finish(read, entry, fetched);
  }

  /** What this caller may still see while GitHub cannot be asked; null where he has no copy. */
  @Nullable ApiAnswer copy(ApiRequest request) {
    Read read = read(request);
    Instant now = clock.instant();
    return stale(read, find(read, now), CacheOutcome.API_ERROR_HIT, now).orElse(null);
  }

  private Read read(ApiRequest request) {
    return new Read(request, dispatch.counter(request), clock.instant());
  }

  private CacheEntry find(Read read, Instant now) {
    return cache.find(read.key(), read.identity(), now);
  }

  /** One request per resource and identity is in flight; the others wait for its result. */
  private Fetched joined(Read read, CacheEntry entry) throws InterruptedException {
    ApiRequest request = read.request();
    boolean onlyClientHolds = entry.grant() == null && read.conditional();
    FlightKey key =
        new FlightKey(
            read.key(),
            read.identity(),
            read.asked(),
            request.priority().urgent(),
            onlyClientHolds ? request.headers().joined("If-None-Match") : null);
    while (true) {
      Optional<Flights.Joined<Fetched>> joined =
          flights.join(
              key,
              request.left(clock.instant()),
              request.cancellation(),
              cancellation ->
                  owned(
                      interruptibly(() -> lead(read, cancellation)),
                      request.cancellation(),
                      cancellation));
      if (joined.isEmpty()) {
        return missing(FailureKind.TIMEOUT, "the request in flight took too long");
      }
      Fetched fetched = joined.get().value();
      if (joined.get().leader()) {
        return fetched;
      }
      if (!fetched.shareable()) {
        return fetch(read, find(read, clock.instant()), request.cancellation());
      }
      if (!leaderGaveUp(fetched) || request.left(clock.instant()).isZero()) {
        telemetry.coalesced();
        telemetry.quotaSaved(read.counter());
        return fetched;
      }
    }
  }

  /** Whether the leader failed for a reason of its own: it left, or its time was up. */
  static boolean leaderGaveUp(Fetched fetched) {
    return fetched instanceof Fetched.Missing missing
        && missing.reply() instanceof Reply.Failed failed
        && (failed.kind() == FailureKind.CANCELLED || failed.kind() == FailureKind.TIMEOUT);
  }

  static Fetched missing(FailureKind kind, String detail) {
    return new Fetched.Missing(new Reply.Failed(kind, detail, RETRY_LATER));
  }

  /**
   * Does what others may wait for; unless it was done between the look-up and now, since what
   * GitHub said after the request had come is an answer to it.
   */
  private Fetched lead(Read read, Cancellation cancellation) throws InterruptedException {
    CacheEntry entry = find(read, clock.instant());
    Fetched meanwhile = coldReads.learntMeanwhile(read, entry);
    return meanwhile == null ? fetch(read, entry, cancellation) : meanwhile;
  }

  /**
   * Where nobody knows the resource, the first caller reads it and the others wait: what he learns
   * saves each of them a plain read, since his body's tag can be computed for their tokens.
   */
  private Fetched fetch(Read read, CacheEntry entry, Cancellation cancellation)
      throws InterruptedException {
    if (!entry.unknown() || !inquiry.sharing()) {
      return inquiry.ask(read, entry, cancellation);
    }
    Optional<Flights.Joined<Fetched>> joined =
        coldFlights.join(
            read.key(),
            ColdReads.patience(read, clock.instant()),
            cancellation,
            mine -> owned(interruptibly(() -> coldReads.read(read, mine)), cancellation, mine));
    return joined.isPresent() && joined.get().leader()
        ? joined.get().value()
        : inquiry.ask(read, find(read, clock.instant()), cancellation);
  }

  /** A body that passes through is one caller's, and ends with him whoever waited for it. */
  private static Fetched owned(Fetched fetched, Cancellation caller, Cancellation flight) {
    if (!fetched.shareable()) {
      Runnable unused = caller.onCancel(flight::cancel);
    }
    return fetched;
  }

  private ApiAnswer finish(Read read, CacheEntry entry, Fetched fetched) {
    Instant now = clock.instant();
    if (fetched instanceof Fetched.Known known) {
      CacheOutcome outcome = known.confirmed() ? CacheOutcome.ONLINE_HIT : CacheOutcome.ONLINE_MISS;
      return answers.known(read.request(), read.counter(), known, outcome, now);
    }
    if (fetched instanceof Fetched.Unkept unkept) {
      Content content = read.request().head() ? drop(unkept.content()) : unkept.content();
      return answers.passed(
          unkept.status(),
          unkept.headers(),
          content,
          CacheOutcome.ONLINE_MISS,
          unkept.cacheStatus());
    }
    Reply reply = ((Fetched.Missing) fetched).reply();
    return stale(read, entry, standIn(reply), now).orElseGet(() -> missing(read, reply, now));
  }

  private ApiAnswer missing(Read read, Reply reply, Instant now) {
    if (reply instanceof Reply.Received received && received.limited()) {
      return answers.passed(
          received.status(),
          received.headers(),
          received.content(),
          CacheOutcome.RATE_LIMITED_MISS,
          "fwd=miss; fwd-status=" + received.status());
    }
    return answers.missing(read.request(), read.counter(), reply, now);
  }

  private static Content drop(Content content) {
    Buffered.close(content);
    return Content.NONE;
  }

  /** By which name a stale copy stands in for a reply that is none. */
  static CacheOutcome standIn(Reply reply) {
    if (reply instanceof Reply.Refused) {
      return CacheOutcome.RATE_LIMITED_HIT;
    }
    if (reply instanceof Reply.Received received) {
      return received.limited() ? CacheOutcome.RATE_LIMITED_HIT : CacheOutcome.API_ERROR_HIT;
    }
    return switch (((Reply.Failed) reply).kind()) {
      case TIMEOUT -> CacheOutcome.API_TIMEOUT_HIT;
      case BREAKER_OPEN -> CacheOutcome.OFFLINE_HIT;
      case OVERLOADED -> CacheOutcome.RATE_LIMITED_HIT;
      case UNREACHABLE, BROKEN, TRUNCATED, SERVER_ERROR, LOCAL, CANCELLED ->
          CacheOutcome.API_ERROR_HIT;
    };
  }

  private Optional<ApiAnswer> stale(
      Read read, CacheEntry entry, CacheOutcome outcome, Instant now) {
    Grant grant = entry.grant();
    Representation granted = entry.granted();
    if (grant == null || granted == null || !policy().usableStale(grant, now)) {
      return Optional.empty();
    }
    telemetry.quotaSaved(read.counter());
    String status = "hit; detail=" + outcome.name().toLowerCase(Locale.ROOT);
    return Optional.of(stored(read, grant, granted, outcome, status, now));
  }

  private ApiAnswer stored(
      Read read,
      Grant grant,
      Representation granted,
      CacheOutcome outcome,
      String cacheStatus,
      Instant now) {
    Fetched.Known known = new Fetched.Known(granted, grant, null, true, cacheStatus);
    return answers.known(read.request(), read.counter(), known, outcome, now);
  }

  /** A confirmed page that was full and the last: whether one more has come is asked for free. */
  private Fetched.Known withNextPage(Read read, CacheEntry entry, Fetched.Known known)
      throws InterruptedException {
    Representation page = known.representation();
    if (!ListPage.fullAndLast(read.request().target(), page)) {
      return known;
    }
    Read next = read(read.request().getting(ListPage.next(read.request().target())));
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
        page.withShared(ListPage.withNext(page.shared(), apiBase + next.request().target()));
    cache.store(read.key(), repaired, known.grant(), entry.asOf(), clock.instant());
    return new Fetched.Known(repaired, known.grant(), known.live(), true, known.cacheStatus());
  }

  static Fetched interruptibly(Work work) {
    try {
      return work.run();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return missing(FailureKind.CANCELLED, "interrupted");
    }
  }

  interface Work {
    Fetched run() throws InterruptedException;
  }

  /** The urgent do not wait for one who is not, and whom the limits hold up. */
  private record FlightKey(
      ResourceKey resource,
      Fingerprint identity,
      Fingerprint asked,
      boolean urgent,
      @Nullable String clientTag) {}
}
