package dev.headgate.core.gateway;

import dev.headgate.core.cache.CachePolicy;
import dev.headgate.core.cache.FreshnessPolicy.Ground;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Tells which copies may be served without asking GitHub: what the policy allows, unless something
 * was written meanwhile that puts the copy in doubt. Safe for use by several threads.
 */
final class FreshCopies {
  private final Supplier<CachePolicy> policy;
  private final Writes writes;
  private final NotFounds notFounds;

  FreshCopies(Supplier<CachePolicy> policy, Writes writes) {
    this.policy = policy;
    this.writes = writes;
    this.notFounds = new NotFounds(() -> policy.get().freshness());
  }

  /** Whether there may be any for that request. */
  boolean possible(ApiRequest request) {
    return policy.get().everFresh(request.target(), request.headers());
  }

  /** On what ground a copy may be served now. */
  Ground ground(Read read, Grant grant, Representation granted, Instant now) {
    ApiRequest request = read.request();
    if (!possible(request)) {
      return Ground.NONE;
    }
    Duration negative = granted.status() == 404 ? notFounds.lifetime(read) : Duration.ZERO;
    Ground ground = policy.get().ground(request.target(), grant, granted, negative, now);
    return ground.any() && ground.perishable() && doubtful(read, granted, grant.validatedAt())
        ? Ground.NONE
        : ground;
  }

  /** GitHub has answered {@code read} with that status; the copy before it is as old as said. */
  void answered(Read read, int status, Instant before) {
    notFounds.answered(read, status, writes.around(read.request().target(), before));
  }

  private boolean doubtful(Read read, Representation granted, Instant validatedAt) {
    if (writes.mutatedSince(read.identity(), validatedAt)) {
      return true;
    }
    return granted.status() == 404
        ? writes.around(read.request().target(), validatedAt)
        : writes.since(read.request().target(), validatedAt);
  }
}
