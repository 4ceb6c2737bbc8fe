package dev.headgate.core.gateway;

import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.Conditional;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.cache.Validator;
import dev.headgate.core.cache.ValidatorDrift;
import dev.headgate.core.http.EntityTags;
import dev.headgate.core.http.Headers;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks GitHub about one resource, under the validators that fit, and keeps what it says. */
final class Inquiry {
  private static final Duration NO_BOUND = Duration.ofDays(1);

  private final ResponseCache cache;
  private final Supplier<GatewayPolicy> figures;
  private final Dispatch dispatch;
  private final FreshCopies freshCopies;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private final ValidatorDrift drift = new ValidatorDrift();

  Inquiry(
      ResponseCache cache,
      Supplier<GatewayPolicy> figures,
      Dispatch dispatch,
      FreshCopies freshCopies,
      Telemetry telemetry,
      InstantSource clock) {
    this.cache = cache;
    this.figures = figures;
    this.dispatch = dispatch;
    this.freshCopies = freshCopies;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  /** Whether what one caller learns may save another a plain read. */
  boolean sharing() {
    return drift.trusted();
  }

  /** Asks, knowing what {@code entry} says. */
  Fetched ask(Read read, CacheEntry entry, Cancellation cancellation) throws InterruptedException {
    boolean onlyClientHolds = entry.grant() == null && read.conditional();
    Conditional plan =
        onlyClientHolds
            ? Conditional.none()
            : Conditional.plan(read.key(), entry, read.bare(), read.asked(), drift.trusted());
    Headers sent = onlyClientHolds ? read.request().headers() : plan.on(read.bare());
    Reply reply = send(read, sent, entry, cancellation);
    if (!(reply instanceof Reply.Received received)) {
      return new Fetched.Missing(reply);
    }
    if (received.status() != 304) {
      return received(read, entry, received);
    }
    return plan.any()
        ? confirmed(read, entry, plan, received, cancellation)
        : new Fetched.Unkept(304, received.headers(), Content.NONE, "fwd=uri-miss; fwd-status=304");
  }

  private Reply send(Read read, Headers headers, CacheEntry entry, Cancellation cancellation)
      throws InterruptedException {
    return dispatch.send(read.request().asGet(), headers, bounds(entry), cancellation);
  }

  private Dispatch.Bounds bounds(CacheEntry entry) {
    Grant grant = entry.grant();
    GatewayPolicy policy = figures.get();
    boolean copyAtHand = grant != null && policy.cache().usableStale(grant, clock.instant());
    int retries = policy.retry().retries();
    return copyAtHand
        ? new Dispatch.Bounds(
            policy.patience(), policy.cache().maxBodyBytes(), Math.min(1, retries))
        : new Dispatch.Bounds(NO_BOUND, policy.cache().maxBodyBytes(), retries);
  }

  private Fetched confirmed(
      Read read,
      CacheEntry entry,
      Conditional plan,
      Reply.Received received,
      Cancellation cancellation)
      throws InterruptedException {
    Instant now = clock.instant();
    if (plan.byDate() && entry.granted() != null) {
      return confirm(read, entry, entry.granted(), received, now);
    }
    Optional<Conditional.Candidate> candidate = plan.confirmed(received.headers());
    if (candidate.isEmpty()) {
      Reply again = send(read, read.bare(), entry, cancellation);
      return again instanceof Reply.Received plain
          ? received(read, entry, plain)
          : new Fetched.Missing(again);
    }
    Representation known = candidate.get().known();
    return known == null
        ? emptyList(read, entry, received, now)
        : confirm(read, entry, known, received, now);
  }

  private Fetched emptyList(Read read, CacheEntry entry, Reply.Received received, Instant now) {
    Representation empty = Representation.emptyList(now);
    Grant grant = renewed(read, empty, received.headers(), now);
    cache.store(read.key(), empty, grant, entry.asOf(), now);
    answered(read, entry, empty.status());
    telemetry.quotaSaved(read.counter());
    return new Fetched.Known(
        empty, grant, received.headers(), true, "fwd=uri-miss; fwd-status=304; detail=empty-list");
  }

  private Fetched confirm(
      Read read, CacheEntry entry, Representation known, Reply.Received received, Instant now) {
    Grant renewed = renewed(read, known, received.headers(), now);
    Grant previous = entry.grant();
    if (previous != null) {
      renewed = renewed.withOwn(previous.own());
    }
    if (previous != null && previous.representation().equals(known.id())) {
      cache.grant(read.key(), renewed, now);
    } else {
      cache.store(read.key(), known, renewed, entry.asOf(), now);
    }
    answered(read, entry, known.status());
    telemetry.quotaSaved(read.counter());
    return new Fetched.Known(
        known,
        renewed,
        received.headers(),
        true,
        previous == null ? "fwd=vary-miss; fwd-status=304" : "fwd=stale; fwd-status=304");
  }

  /** The grant that a 304 makes; where it names no tag, the tag is the one that was sent. */
  private static Grant renewed(Read read, Representation known, Headers live, Instant now) {
    Grant grant = Grant.received(read.identity(), known, live, read.asked(), now);
    if (grant.tag() != null) {
      return grant;
    }
    if (known.computed()) {
      return grant.withTag(Validator.of(known.vary(), read.bare(), known.body().bytes()));
    }
    @Nullable String tag = known.tag();
    return tag == null ? grant : grant.withTag(EntityTags.opaque(tag));
  }

  private Fetched received(Read read, CacheEntry entry, Reply.Received received) {
    int status = received.status();
    if (status >= 500 || received.limited()) {
      return new Fetched.Missing(received);
    }
    answered(read, entry, status);
    Instant now = clock.instant();
    String miss = "fwd=" + reason(entry) + "; fwd-status=" + status;
    if (!(received.content() instanceof Content.Whole whole)
        || !figures.get().cache().storable(read.request().target(), status, received.headers())) {
      cache.revoke(read.key(), read.identity());
      return new Fetched.Unkept(status, received.headers(), received.content(), miss);
    }
    Representation representation =
        Representation.received(status, received.headers(), whole.body(), read.bare(), now);
    watch(representation, now);
    Grant grant =
        Grant.received(read.identity(), representation, received.headers(), read.asked(), now);
    cache.store(read.key(), representation, grant, entry.asOf(), now);
    return new Fetched.Known(representation, grant, received.headers(), false, miss + "; stored");
  }

  private void answered(Read read, CacheEntry entry, int status) {
    Grant before = entry.grant();
    freshCopies.answered(read, status, before == null ? Instant.MAX : before.validatedAt());
  }

  private static String reason(CacheEntry entry) {
    if (entry.grant() != null) {
      return "stale";
    }
    return entry.others().isEmpty() ? "uri-miss" : "vary-miss";
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
}
