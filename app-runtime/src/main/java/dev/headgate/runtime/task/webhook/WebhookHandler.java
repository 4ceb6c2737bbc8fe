package dev.headgate.runtime.task.webhook;

import dev.headgate.core.cache.NearCache;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.webhook.InvalidationMap;
import dev.headgate.core.webhook.Sightings;
import dev.headgate.core.webhook.WebhookEvent;
import dev.headgate.core.webhook.WebhookListener;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.runtime.telemetry.WebhookMetrics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the cache forget what an event speaks of, notes that it was heard, and tells the listeners.
 *
 * <p>All of it may be repeated and comes in no order: what is forgotten once too often is read
 * again. Where webhooks are trusted the cache is told a second time a moment later: GitHub's
 * replicas may answer for a while as it was before the event.
 */
final class WebhookHandler implements TaskHandler {
  private final ResponseCache cache;
  private final Sightings sightings;
  private final Set<WebhookListener> listeners;
  private final Supplier<Set<String>> subscribed;
  private final Supplier<Duration> settle;
  private final @Nullable Refreshes refreshes;
  private final WebhookMetrics metrics;
  private final InstantSource clock;

  /**
   * A handler.
   *
   * @param subscribed what the gateway's App is subscribed to
   * @param settle when after its delivery an event's resources are forgotten once more; zero: not
   * @param refreshes reads again what was forgotten; null: nothing is
   */
  WebhookHandler(
      ResponseCache cache,
      Sightings sightings,
      Set<WebhookListener> listeners,
      Supplier<Set<String>> subscribed,
      Supplier<Duration> settle,
      @Nullable Refreshes refreshes,
      WebhookMetrics metrics,
      InstantSource clock) {
    this.cache = cache;
    this.sightings = sightings;
    this.listeners = Set.copyOf(listeners);
    this.subscribed = subscribed;
    this.settle = settle;
    this.refreshes = refreshes;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return WebhookTask.KIND;
  }

  @Override
  public boolean internal() {
    return true;
  }

  @Override
  public Duration longest() {
    return Duration.ofMinutes(5);
  }

  @Override
  public int attempts() {
    return 20;
  }

  @Override
  public TaskOutcome handle(TaskRun run) throws Exception {
    WebhookTask.Delivered delivered;
    try {
      delivered = WebhookTask.read(run.id(), run.task().payload());
    } catch (IOException malformed) {
      return new TaskOutcome.Failed("its payload is malformed");
    }
    WebhookEvent event = delivered.event();
    List<ResourceSelection> spokenOf = List.copyOf(InvalidationMap.of(event));
    int forgotten = spokenOf.stream().mapToInt(cache::invalidate).sum();
    if (cache instanceof NearCache near && !near.told()) {
      return new TaskOutcome.Retry("the cache's store is away");
    }
    Instant now = clock.instant();
    Instant settled = run.task().createdAt().plus(settle.get());
    if (now.isBefore(settled)) {
      return new TaskOutcome.Wait(settled, "GitHub's replicas may still answer as before");
    }
    if (refreshes != null) {
      refreshes.wish(spokenOf);
    }
    boolean app = delivered.target().equals("integration");
    sightings.seen(event, app ? subscribed.get() : Set.of(), now);
    for (WebhookListener listener : listeners) {
      listener.received(event);
    }
    metrics.delivered(event.name(), WebhookMetrics.Result.PROCESSED);
    return new TaskOutcome.Done(
        "{\"event\":\"%s\",\"invalidated\":%d}".formatted(event.name(), forgotten));
  }
}
