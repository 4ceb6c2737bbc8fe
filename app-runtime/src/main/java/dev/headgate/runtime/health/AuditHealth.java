package dev.headgate.runtime.health;

import dev.headgate.core.audit.AuditStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Whether what is done is remembered: degraded while events wait longer than writing takes, and for
 * an hour after some were dropped or the chain was found cut off.
 */
final class AuditHealth {
  private static final Duration USUAL_WAIT = Duration.ofSeconds(5);
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final Supplier<AuditStatus> audit;
  private final InstantSource clock;
  private final AtomicReference<Loss> latest = new AtomicReference<>(new Loss(0, Instant.MIN));

  AuditHealth(Supplier<AuditStatus> audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /** Whether events wait longer than they should; what is lost already is the component's alone. */
  boolean waits() {
    return waited(audit.get()).compareTo(USUAL_WAIT) > 0;
  }

  Map<String, Object> component() {
    AuditStatus now = audit.get();
    Duration waited = waited(now);
    boolean well = waited.compareTo(USUAL_WAIT) <= 0 && !lostLately(now);
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("status", well ? "healthy" : "degraded");
    component.put("written", now.written());
    component.put("waiting", now.waiting());
    component.put("oldest_seconds", Math.max(0, waited.toSeconds()));
    component.put("dropped", now.dropped());
    component.put("rewinds", now.rewinds());
    return component;
  }

  private Duration waited(AuditStatus now) {
    Instant since = now.oldest();
    return since == null ? Duration.ZERO : Duration.between(since, clock.instant());
  }

  private boolean lostLately(AuditStatus now) {
    Instant time = clock.instant();
    long count = now.dropped() + now.rewinds();
    Loss loss = latest.updateAndGet(seen -> count > seen.count() ? new Loss(count, time) : seen);
    return loss.count() > 0 && time.isBefore(loss.seen().plus(REMEMBERED));
  }

  /** How much was lost when somebody last looked and found more, and when that was. */
  private record Loss(long count, Instant seen) {}
}
