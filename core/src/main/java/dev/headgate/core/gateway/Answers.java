package dev.headgate.core.gateway;

import dev.headgate.core.admission.Attempt;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.http.Body;
import dev.headgate.core.http.EntityTags;
import dev.headgate.core.http.Headers;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes answers: out of what is stored, out of what GitHub sent, and in its form where neither is.
 */
final class Answers {
  private static final Set<String> NOT_WITH_304 =
      Set.of("Content-Type", "Content-Encoding", "Content-Disposition", "Content-Language");

  private final QuotaLedger ledger;

  Answers(QuotaLedger ledger) {
    this.ledger = ledger;
  }

  /** A stored representation, freshly confirmed or not; a 304 where the client holds it already. */
  ApiAnswer known(
      ApiRequest request,
      QuotaKey counter,
      Fetched.Known known,
      CacheOutcome outcome,
      Instant now) {
    Representation representation = known.representation();
    Grant grant = known.grant();
    Headers.Builder fields = Headers.builder();
    @Nullable Headers live = known.live();
    if (live != null) {
      fields.addAll(
          live.without(
              name -> name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("ETag")));
    } else {
      quota(fields, counter, now);
    }
    if (live != null) {
      fields.addMissing(representation.shared()).addMissing(grant.own());
    } else {
      // What everybody sees, what only this caller sees and the quota have no names in common.
      fields.addAll(representation.shared()).addAll(grant.own());
    }
    @Nullable String tag = tag(live, grant, representation);
    if (tag != null) {
      fields.addIfAbsent("ETag", tag);
    }
    Duration age = live == null ? grant.age(now) : Duration.ZERO;
    @Nullable Duration shownAge = live != null && !known.confirmed() ? null : age;
    if (held(request, representation, grant, tag)) {
      return new ApiAnswer(
          304,
          fields.remove(NOT_WITH_304).build(),
          Content.NONE,
          outcome,
          known.cacheStatus(),
          shownAge);
    }
    Content content = request.head() ? Content.NONE : new Content.Whole(representation.body());
    return new ApiAnswer(
        representation.status(), fields.build(), content, outcome, known.cacheStatus(), shownAge);
  }

  /** GitHub's answer as it came. */
  ApiAnswer passed(
      int status, Headers headers, Content content, CacheOutcome outcome, String cacheStatus) {
    return new ApiAnswer(status, headers, content, outcome, cacheStatus, null);
  }

  /** No answer, in GitHub's form. */
  ApiAnswer missing(ApiRequest request, QuotaKey counter, Reply reply, Instant now) {
    if (reply instanceof Reply.Refused refused) {
      return refused(counter, refused, now);
    }
    if (reply instanceof Reply.Received received) {
      int status = received.status() == 500 ? 502 : received.status();
      return failure(
          status,
          "GitHub answered with status %d".formatted(received.status()),
          CacheOutcome.API_ERROR_MISS,
          Duration.ofSeconds(5));
    }
    Reply.Failed failed = (Reply.Failed) reply;
    return switch (failed.kind()) {
      case TIMEOUT ->
          failure(
              504,
              "GitHub did not answer in time",
              CacheOutcome.API_TIMEOUT_MISS,
              failed.retryAfter());
      case BREAKER_OPEN ->
          failure(
              503,
              "GitHub is failing and is not asked for the moment",
              CacheOutcome.OFFLINE_MISS,
              failed.retryAfter());
      case OVERLOADED ->
          failure(
              503,
              "The gateway's queue is full: " + failed.detail(),
              CacheOutcome.RATE_LIMITED_MISS,
              failed.retryAfter());
      case LOCAL ->
          failure(
              503,
              "The gateway cannot reach GitHub: " + failed.detail(),
              CacheOutcome.API_ERROR_MISS,
              failed.retryAfter());
      case UNREACHABLE, BROKEN, TRUNCATED, SERVER_ERROR, CANCELLED ->
          failure(
              502,
              "GitHub could not be reached: " + failed.detail(),
              CacheOutcome.API_ERROR_MISS,
              failed.retryAfter());
    };
  }

  /** GitHub is known to be down and nothing is stored. */
  ApiAnswer offline() {
    return failure(
        503,
        "GitHub is down and the cache has no copy of this for you",
        CacheOutcome.OFFLINE_MISS,
        Duration.ofSeconds(5));
  }

  /** Where GitHub cannot be asked in the caller's name. */
  ApiAnswer unasked(String why, Duration retryAfter) {
    return failure(503, why, CacheOutcome.API_ERROR_MISS, retryAfter);
  }

  private static ApiAnswer refused(QuotaKey counter, Reply.Refused refused, Instant now) {
    Instant until = refused.until();
    Duration wait = Duration.between(now, until);
    String message =
        switch (refused.reason()) {
          case PRIMARY_EXHAUSTED, RESERVED, PACED ->
              "API rate limit exceeded for %s (%s), as the gateway knows without asking GitHub: %s"
                  .formatted(counter.principal().id(), counter.resource(), refused.reason().text());
          case SECONDARY_PAUSE,
              PROBING,
              POINTS_PER_MINUTE,
              CPU_TIME,
              CONTENT_CREATION,
              WRITE_SPACING ->
              "You have exceeded a secondary rate limit. The gateway waits until GitHub allows"
                  + " requests again: "
                  + refused.reason().text();
          case CONCURRENCY -> "Too many requests to GitHub are under way";
        };
    if (refused.reason() == Attempt.Reason.CONCURRENCY) {
      return failure(503, message, CacheOutcome.RATE_LIMITED_MISS, wait);
    }
    Headers fields =
        error(seconds(wait))
            .add("X-RateLimit-Remaining", "0")
            .add("X-RateLimit-Reset", Long.toString(until.getEpochSecond()))
            .add("X-RateLimit-Resource", counter.resource())
            .build();
    return new ApiAnswer(
        403, fields, json(403, message), CacheOutcome.RATE_LIMITED_MISS, "fwd=miss", null);
  }

  private static ApiAnswer failure(
      int status, String message, CacheOutcome outcome, Duration retryAfter) {
    return new ApiAnswer(
        status,
        error(seconds(retryAfter)).build(),
        json(status, message),
        outcome,
        "fwd=miss",
        null);
  }

  private static Headers.Builder error(long retryAfter) {
    return Headers.builder()
        .add("Content-Type", "application/json; charset=utf-8")
        .add("Cache-Control", "no-store")
        .add("Retry-After", Long.toString(retryAfter));
  }

  private static Content json(int status, String message) {
    return new Content.Whole(new Body(GitHubError.json(status, message)));
  }

  private static long seconds(Duration duration) {
    return Math.max(1, duration.plusNanos(999_999_999).toSeconds());
  }

  private static @Nullable String tag(
      @Nullable Headers live, Grant grant, Representation representation) {
    @Nullable String now = live == null ? null : live.value("ETag");
    if (now != null) {
      // GitHub weakens the tag of what it compresses; the body here is no longer compressed.
      return representation.computed() ? EntityTags.strong(EntityTags.opaque(now)) : now;
    }
    @Nullable String opaque = grant.tag();
    return opaque == null ? representation.tag() : EntityTags.strong(opaque);
  }

  private static boolean held(
      ApiRequest request, Representation representation, Grant grant, @Nullable String tag) {
    if (representation.status() != 200 || !Validators.sent(request.headers())) {
      return false;
    }
    List<String> tags = new ArrayList<>(3);
    for (String known : new @Nullable String[] {tag, grant.tag(), representation.tag()}) {
      if (known != null) {
        tags.add(EntityTags.opaque(known));
      }
    }
    return Validators.match(
        request.headers(), tags, representation.shared().value("Last-Modified"));
  }

  /** The quota as it stands, since what GitHub said of it with a stored answer is long past. */
  private void quota(Headers.Builder fields, QuotaKey counter, Instant now) {
    QuotaAccount account = ledger.glance(counter, now);
    @Nullable Instant reset = account.reset();
    if (reset != null && account.known(now)) {
      fields
          .add("X-RateLimit-Limit", Long.toString(account.limit()))
          .add("X-RateLimit-Remaining", Long.toString(account.remaining()))
          .add(
              "X-RateLimit-Used", Long.toString(Math.max(0, account.limit() - account.remaining())))
          .add("X-RateLimit-Reset", Long.toString(reset.getEpochSecond()))
          .add("X-RateLimit-Resource", counter.resource());
    }
  }
}
