package dev.headgate.runtime.task.webhook;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.webhook.Sightings;
import dev.headgate.core.webhook.WebhookListener;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.github.app.AppJwt;
import dev.headgate.github.app.GitHubClock;
import dev.headgate.github.webhook.AppHook;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.runtime.telemetry.WebhookMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Does the tasks of accepted webhooks, in a server or a worker. Listeners are those that modules
 * bind into the set of {@link WebhookListener}s, and those that jars on the class path name as
 * services.
 */
public final class WebhookTasks extends AbstractModule {
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
      Optional<AppHook> hook,
      Configuration configuration,
      WebhookMetrics metrics,
      InstantSource clock) {
    Set<WebhookListener> listeners = new HashSet<>(bound);
    ServiceLoader.load(WebhookListener.class).forEach(listeners::add);
    Supplier<Set<String>> subscribed =
        hook.<Supplier<Set<String>>>map(own -> new Subscriptions(own, clock)).orElse(Set::of);
    Duration settle =
        configuration.cache().trustsWebhooks()
            ? configuration.webhooks().settle()
            : Duration.ZERO;
    return new WebhookHandler(cache, sightings, listeners, subscribed, settle, metrics, clock);
  }
}
