package dev.headgate.core.gateway;

import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads what nobody knows yet, once over all processes that share the cache: one reads, the others
 * look for the entry and then ask GitHub for their own caller's sake only, which costs nothing.
 * Whoever has waited too long, or finds that there was nothing to keep, reads for himself.
 */
final class ColdReads {
  /** How long a cold read waits for another's of the same resource, to save quota. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(80);

  private final ResponseCache cache;
  private final Inquiry inquiry;
  private final SharedFlights flights;
  private final Waiter waiter;
  private final Telemetry telemetry;
  private final InstantSource clock;

  ColdReads(
      ResponseCache cache,
      Inquiry inquiry,
      SharedFlights flights,
      Waiter waiter,
      Telemetry telemetry,
      InstantSource clock) {
    this.cache = cache;
    this.inquiry = inquiry;
    this.flights = flights;
    this.waiter = waiter;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  /** How long to wait for another, from now. */
  static Duration patience(Read read, Instant now) {
    Duration left = read.request().left(now);
    return left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
  }

  /** Reads it, or waits for another process that does. */
  Fetched read(Read read, Cancellation cancellation) throws InterruptedException {
    Instant now = clock.instant();
    Instant end = now.plus(patience(read, now));
    Duration pause = FIRST_PAUSE;
    @Nullable Instant leaderUntil = null;
    while (true) {
      SharedFlights.Turn turn = flights.ask(read.key(), now);
      // Free before its lease had ended: the other is done, and there may be nothing to keep.
      boolean released = leaderUntil != null && now.isBefore(leaderUntil);
      if (turn instanceof SharedFlights.Turn.Lead lead) {
        try {
          if (!released) {
            return ask(read, find(read), cancellation);
          }
        } finally {
          lead.end();
        }
      }
      CacheEntry entry = find(read);
      if (!(turn instanceof SharedFlights.Turn.Follow follow)
          || !entry.unknown()
          || !now.isBefore(end)
          || cancellation.cancelled()) {
        return ask(read, entry, cancellation);
      }
      leaderUntil = follow.until();
      waiter.await(pause, cancellation);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
      now = clock.instant();
    }
  }

  /** What GitHub has told this identity since the request came; null where nothing. */
  @Nullable Fetched learntMeanwhile(Read read, CacheEntry entry) {
    Grant grant = entry.grant();
    Representation granted = entry.granted();
    if (grant == null
        || granted == null
        || !entry.certain()
        || !grant.validatedAt().isAfter(read.arrived())) {
      return null;
    }
    telemetry.coalesced();
    telemetry.quotaSaved(read.counter());
    return new Fetched.Known(granted, grant, null, true, "hit; collapsed");
  }

  private Fetched ask(Read read, CacheEntry entry, Cancellation cancellation)
      throws InterruptedException {
    Fetched meanwhile = learntMeanwhile(read, entry);
    return meanwhile == null ? inquiry.ask(read, entry, cancellation) : meanwhile;
  }

  private CacheEntry find(Read read) {
    return cache.find(read.key(), read.identity(), clock.instant());
  }
}
