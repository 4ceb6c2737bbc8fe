package dev.headgate.server.webhook;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.webhook.Sightings;
import dev.headgate.core.webhook.WebhookSignature;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.telemetry.WebhookMetrics;
import dev.headgate.server.endpoint.EndpointGroup;
import java.time.InstantSource;

/** Takes webhooks. */
public final class WebhookModule extends AbstractModule {
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
}
