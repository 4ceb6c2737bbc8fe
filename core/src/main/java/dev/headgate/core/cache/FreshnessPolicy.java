package dev.headgate.core.cache;

import dev.headgate.core.http.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * When a copy may be served without asking GitHub. What is asked about here is one caller's own
 * grant: nobody is ever served by another's.
 *
 * @param byPath what is wanted for a raw path
 * @param immutable whether objects named by their full hash are served for as long as they are kept
 * @param negativeTtl for how long the first 404 stands in for the next; it doubles with each one in
 *     a row; zero: every read asks
 * @param negativeMaxTtl the longest that a 404 stands in
 * @param events tells which changes are heard of
 * @param webhookMaxAge how long a copy may be served because no event spoke of it
 */
public record FreshnessPolicy(
    Function<String, Freshness> byPath,
    boolean immutable,
    Duration negativeTtl,
    Duration negativeMaxTtl,
    EventWatch events,
    Duration webhookMaxAge) {

  /** Validates the bounds. */
  public FreshnessPolicy {
    if (negativeTtl.isNegative()) {
      throw new IllegalArgumentException("negativeTtl: negative (expected: 0 or more)");
    }
    if (negativeMaxTtl.compareTo(negativeTtl) < 0) {
      throw new IllegalArgumentException(
          "negativeMaxTtl: %s (expected: at least negativeTtl, %s)"
              .formatted(negativeMaxTtl, negativeTtl));
    }
    if (webhookMaxAge.isNegative()) {
      throw new IllegalArgumentException("webhookMaxAge: negative (expected: 0 or more)");
    }
  }

  /** A policy that hears of no events. */
  public FreshnessPolicy(
      Function<String, Freshness> byPath,
      boolean immutable,
      Duration negativeTtl,
      Duration negativeMaxTtl) {
    this(byPath, immutable, negativeTtl, negativeMaxTtl, EventWatch.NONE, Duration.ZERO);
  }

  /** The same policy, which hears of events. */
  public FreshnessPolicy withEvents(EventWatch watch, Duration maxAge) {
    return new FreshnessPolicy(byPath, immutable, negativeTtl, negativeMaxTtl, watch, maxAge);
  }

  /** The same for every path, and nothing that has to be wished for. */
  public static FreshnessPolicy of(Freshness freshness) {
    return new FreshnessPolicy(path -> freshness, false, Duration.ZERO, Duration.ZERO);
  }

  /** Whether a copy of that resource may ever be served without asking. */
  boolean possible(Target target) {
    return !negativeTtl.isZero()
        || byPath.apply(target.path()) == Freshness.MAX_AGE
        || (byPath.apply(target.path()) == Freshness.WEBHOOK && events.possible(target.path()))
        || PollInterval.feed(target.path())
        || (immutable && ImmutableObjects.named(target));
  }

  /** On what ground a copy may be served now. */
  Ground ground(
      Target target, Grant grant, Representation granted, Duration standingIn, Instant now) {
    Duration age = grant.age(now);
    if (immutable && ImmutableObjects.named(target) && ImmutableObjects.lasting(target, granted)) {
      return Ground.IMMUTABLE;
    }
    if (byPath.apply(target.path()) == Freshness.MAX_AGE && age.compareTo(granted.maxAge()) < 0) {
      return Ground.MAX_AGE;
    }
    if (byPath.apply(target.path()) == Freshness.WEBHOOK
        && age.compareTo(webhookMaxAge) < 0
        && events.watched(target.path(), grant.validatedAt(), now)) {
      return Ground.WEBHOOK;
    }
    if (PollInterval.feed(target.path()) && age.compareTo(PollInterval.of(grant, granted)) < 0) {
      return Ground.POLL_INTERVAL;
    }
    return granted.status() == 404 && age.compareTo(standingIn) < 0
        ? Ground.NEGATIVE_TTL
        : Ground.NONE;
  }

  /** For how long a 404 stands in that was the last of so many in a row. */
  public Duration negativeTtl(int inARow) {
    if (inARow < 1 || negativeTtl.isZero()) {
      return Duration.ZERO;
    }
    Duration ttl = negativeTtl;
    for (int i = 1; i < inARow && ttl.compareTo(negativeMaxTtl) < 0; i++) {
      ttl = ttl.multipliedBy(2);
    }
    return ttl.compareTo(negativeMaxTtl) < 0 ? ttl : negativeMaxTtl;
  }

  /** Why a copy may be served without asking. */
  public enum Ground {
    /** It may not. */
    NONE("fwd=stale"),
    /** GitHub's own freshness lifetime has not passed. */
    MAX_AGE("hit"),
    /** No event has spoken of it since. */
    WEBHOOK("hit; detail=webhook"),
    /** It cannot change. */
    IMMUTABLE("hit; detail=immutable"),
    /** GitHub wants to be left alone about it. */
    POLL_INTERVAL("hit; detail=poll-interval"),
    /** It was not there a moment ago. */
    NEGATIVE_TTL("hit; detail=negative-ttl");

    private final String cacheStatus;

    Ground(String cacheStatus) {
      this.cacheStatus = cacheStatus;
    }

    /** The parameters of Cache-Status (RFC 9211). */
    public String cacheStatus() {
      return cacheStatus;
    }

    /** Whether there is one. */
    public boolean any() {
      return this != NONE;
    }

    /** Whether something that was written near it would put it in doubt. */
    public boolean perishable() {
      return this != IMMUTABLE;
    }
  }
}
