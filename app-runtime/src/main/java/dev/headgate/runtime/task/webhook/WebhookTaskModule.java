package dev.headgate.runtime.task.webhook;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.credential.LentRequests;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.webhook.Sightings;
import dev.headgate.core.webhook.WebhookListener;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.github.app.AppJwt;
import dev.headgate.github.app.GitHubClock;
import dev.headgate.github.webhook.AppHook;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.configuration.WebhookSettings;
import dev.headgate.runtime.credential.TokenStore;
import dev.headgate.runtime.plugin.Plugins;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.runtime.telemetry.WebhookMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * Does the tasks of accepted webhooks, in a server or a worker. Listeners are those that modules
 * bind into the set of {@link WebhookListener}s, and those that jars name as services, be they on
 * the class path or in the plugins' directory.
 */
public final class WebhookTaskModule extends AbstractModule {
  /** How soon what another process heard of counts here. */
  private static final Duration LOOK_UP = Duration.ofSeconds(1);

  /** How soon what an event spoke of is read again. */
  private static final Duration REFRESH = Duration.ofMillis(250);

  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), TaskHandler.class);
    Multibinder.newSetBinder(binder(), WebhookListener.class);
    OptionalBinder.newOptionalBinder(binder(), AppJwt.class);
    OptionalBinder.newOptionalBinder(binder(), GitHubClock.class);
  }

  @Provides
  @Singleton
  static Sightings sightings(ResponseCache cache, Configuration configuration) {
    return new Sightings(cache, configuration.webhooks().trust());
  }

  /** The hook of the gateway's own App, if it has one. */
  @Provides
  @Singleton
  static Optional<AppHook> hook(
      Upstream upstream, Optional<AppJwt> jwt, Optional<GitHubClock> clock) {
    return jwt.map(own -> new AppHook(upstream, own, clock.orElseThrow()));
  }

  /** What other processes heard of is looked up; an App's missed deliveries are looked for. */
  @ProvidesIntoSet
  static Chores chores(
      Configuration configuration,
      Sightings sightings,
      Optional<AppHook> hook,
      TaskQueue queue,
      TokenStore store,
      ProcessName process,
      AuditLog audit,
      WebhookMetrics metrics,
      InstantSource clock) {
    WebhookSettings settings = configuration.webhooks();
    boolean wanted = !settings.poll().isZero() && !settings.secrets().isEmpty();
    return housekeeping -> {
      housekeeping.every(LOOK_UP, () -> sightings.lookUp(clock.instant()));
      if (hook.isPresent() && wanted) {
        MissedDeliveries missed =
            new MissedDeliveries(
                hook.get(),
                queue,
                configuration.storage().queue() != Store.MEMORY,
                store.slots(),
                process.text(),
                settings,
                audit,
                metrics,
                clock);
        housekeeping.every(settings.poll(), missed::look);
      }
    };
  }

  /** What events spoke of is read again, where that is wished for. */
  @Provides
  @Singleton
  static Optional<Refreshes> refreshes(
      Configuration configuration,
      ResponseCache cache,
      LentRequests lent,
      WebhookMetrics metrics,
      InstantSource clock) {
    Duration recent = configuration.webhooks().refresh();
    return recent.isZero()
        ? Optional.empty()
        : Optional.of(new Refreshes(cache, lent, recent, metrics, clock));
  }

  @ProvidesIntoSet
  static Chores refreshing(Optional<Refreshes> refreshes, ExecutorService requests) {
    return housekeeping ->
        refreshes.ifPresent(all ->
            housekeeping.every(
                REFRESH,
                () -> {
                  if (all.due()) {
                    requests.execute(all::work);
                  }
                }));
  }

  @Provides
  @Singleton
  static WebhookMetrics metrics(Metrics metrics) {
    return metrics.webhooks();
  }

  @ProvidesIntoSet
  @Singleton
  static TaskHandler handler(
      ResponseCache cache,
      Sightings sightings,
      Set<WebhookListener> bound,
      Plugins plugins,
      Optional<AppHook> hook,
      LiveConfiguration live,
      Optional<Refreshes> refreshes,
      WebhookMetrics metrics,
      InstantSource clock) {
    Set<WebhookListener> listeners = new HashSet<>(bound);
    ServiceLoader.load(WebhookListener.class).forEach(listeners::add);
    listeners.addAll(plugins.listeners());
    Supplier<Set<String>> subscribed =
        hook.<Supplier<Set<String>>>map(own -> new Subscriptions(own, clock)).orElse(Set::of);
    Supplier<Duration> settle =
        live.derived(configuration ->
            configuration.cache().trustsWebhooks()
                ? configuration.webhooks().settle()
                : Duration.ZERO);
    return new WebhookHandler(
        cache, sightings, listeners, subscribed, settle, refreshes.orElse(null), metrics, clock);
  }
}
