package dev.headgate.server.webhook;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.webhook.Sightings;
import dev.headgate.core.webhook.WebhookSignature;
import dev.headgate.github.webhook.AppHook;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.task.webhook.MissedDeliveries;
import dev.headgate.runtime.task.webhook.WebhookTasks;
import dev.headgate.runtime.telemetry.WebhookMetrics;
import dev.headgate.server.Chore;
import dev.headgate.server.credential.TokenStore;
import dev.headgate.server.endpoint.EndpointGroup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Takes webhooks, works on them, and looks for those that were missed. */
public final class WebhookModule extends AbstractModule {
  private static final Duration NEVER = Duration.ofDays(365);

  @Override
  protected void configure() {
    install(new WebhookTasks());
    Multibinder.newSetBinder(binder(), Chore.class);
  }

  @ProvidesIntoSet
  @Singleton
  static EndpointGroup endpoint(
      Configuration configuration,
      TaskQueue queue,
      Sightings sightings,
      AuditLog audit,
      WebhookMetrics metrics,
      InstantSource clock) {
    return new WebhookEndpoint(
        new WebhookSignature(configuration.webhooks().secrets()),
        configuration.webhooks().maxWaiting(),
        queue,
        sightings,
        audit,
        metrics,
        clock);
  }

  /** Nothing to be looked for where there is no App, or nobody wants to. */
  @ProvidesIntoSet
  @Singleton
  static Chore missed(
      Configuration configuration,
      Optional<AppHook> hook,
      TaskQueue queue,
      TokenStore store,
      ProcessName process,
      AuditLog audit,
      WebhookMetrics metrics,
      InstantSource clock) {
    var settings = configuration.webhooks();
    boolean wanted = !settings.poll().isZero() && !settings.secrets().isEmpty();
    if (hook.isEmpty() || !wanted) {
      return new Chore(NEVER, () -> {});
    }
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
    return new Chore(settings.poll(), missed::look);
  }
}
