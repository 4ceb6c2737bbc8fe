package dev.headgate.runtime.task.webhook;

import dev.headgate.core.cache.NearCache;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.credential.LentRequests;
import dev.headgate.core.credential.RecentReads;
import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.CacheOutcome;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Content;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.runtime.telemetry.WebhookMetrics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads again what an event spoke of and callers had read lately under the gateway's own
 * credentials, one after another and at low priority, so that the next of them finds it in the
 * cache. What was read with a caller's token is never read again on its own: the gateway does not
 * keep such tokens. When GitHub or the quota says no, the rest is left to its readers.
 *
 * <p>Every process reads again what it had served. With a shared cache the wish travels in it, as
 * an invalidation of a path that only this class knows. Thread-safe.
 */
public final class Refreshes {
  /** Below this path lie the wishes; GitHub has no such path, and no request reaches it. */
  private static final String WISHES = "/.headgate/refresh";

  private static final int MOST_READS = 2_000;
  private static final int MOST_HEARD = 10_000;
  private static final int AT_ONCE = 500;
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final String CLIENT = "webhooks";

  private final ResponseCache cache;
  private final LentRequests lent;
  private final RecentReads reads;
  private final WebhookMetrics metrics;
  private final InstantSource clock;
  private final BlockingQueue<ResourceSelection> heard = new ArrayBlockingQueue<>(MOST_HEARD);
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * Refreshes of that cache.
   *
   * @param recent how recently something must have been read
   */
  Refreshes(
      ResponseCache cache,
      LentRequests lent,
      Duration recent,
      WebhookMetrics metrics,
      InstantSource clock) {
    this.cache = cache;
    this.lent = lent;
    this.reads = new RecentReads(MOST_READS, recent);
    this.metrics = metrics;
    this.clock = clock;
    if (cache instanceof NearCache near) {
      near.listen(this::hear);
    }
  }

  /** Whatever is read by it is read again after an event, if that comes soon enough. */
  public LentRequests noting() {
    return lent.noting(reads);
  }

  /** An event spoke of these, and the cache has forgotten them. */
  void wish(List<ResourceSelection> selections) {
    for (ResourceSelection selection : selections) {
      if (cache instanceof NearCache) {
        wish(selection).ifPresent(cache::invalidate);
      } else {
        note(selection);
      }
    }
  }

  private static Optional<ResourceSelection> wish(ResourceSelection selection) {
    return switch (selection) {
      case ResourceSelection.Exactly one ->
          Optional.of(ResourceSelection.exactly(WISHES + one.path()));
      case ResourceSelection.Beneath all ->
          Optional.of(ResourceSelection.beneath(WISHES + all.path()));
      case ResourceSelection.Everything everything -> Optional.empty();
    };
  }

  private void hear(ResourceSelection selection) {
    switch (selection) {
      case ResourceSelection.Exactly one when one.path().startsWith(WISHES) ->
          note(ResourceSelection.exactly(one.path().substring(WISHES.length())));
      case ResourceSelection.Beneath all when all.path().startsWith(WISHES) ->
          note(ResourceSelection.beneath(all.path().substring(WISHES.length())));
      default -> {
        // It was forgotten, and nobody wished it back.
      }
    }
  }

  private void note(ResourceSelection selection) {
    if (!heard.offer(selection)) {
      metrics.refreshed(WebhookMetrics.Refresh.DROPPED);
    }
  }

  /** Whether there is something to be done that nobody does. */
  boolean due() {
    return !heard.isEmpty() && !busy.get();
  }

  /** Reads again what is wished for, unless another thread does. */
  void work() {
    if (!busy.compareAndSet(false, true)) {
      return;
    }
    try {
      readAll(wished());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      busy.set(false);
    }
  }

  private List<RecentReads.Read> wished() {
    Instant now = clock.instant();
    List<ResourceSelection> selections = new ArrayList<>();
    heard.drainTo(selections, AT_ONCE);
    Set<RecentReads.Read> wished = new LinkedHashSet<>();
    selections.forEach(selection -> wished.addAll(reads.take(selection, now)));
    return List.copyOf(wished);
  }

  private void readAll(List<RecentReads.Read> wished) throws InterruptedException {
    for (int i = 0; i < wished.size(); i++) {
      WebhookMetrics.Refresh result = read(wished.get(i));
      metrics.refreshed(result);
      if (result == WebhookMetrics.Refresh.FAILURE) {
        for (int left = i + 1; left < wished.size(); left++) {
          metrics.refreshed(WebhookMetrics.Refresh.DROPPED);
        }
        return;
      }
    }
  }

  private WebhookMetrics.Refresh read(RecentReads.Read read) throws InterruptedException {
    ApiRequest request =
        new ApiRequest(
            "refresh",
            "GET",
            read.target(),
            read.fields(),
            null,
            Caller.ANONYMOUS,
            CLIENT,
            Priority.LOW,
            clock.instant().plus(LONGEST),
            Duration.ZERO,
            new Cancellation());
    try {
      Optional<ApiAnswer> answer = lent.own(request);
      if (answer.isEmpty()) {
        return WebhookMetrics.Refresh.FAILURE;
      }
      if (answer.get().content() instanceof Content.Streamed streamed) {
        streamed.bytes().close();
      }
      CacheOutcome outcome = answer.get().outcome();
      return outcome == CacheOutcome.ONLINE_HIT || outcome == CacheOutcome.ONLINE_MISS
          ? WebhookMetrics.Refresh.SUCCESS
          : WebhookMetrics.Refresh.FAILURE;
    } catch (IOException | StorageFailure failure) {
      return WebhookMetrics.Refresh.FAILURE;
    }
  }
}
