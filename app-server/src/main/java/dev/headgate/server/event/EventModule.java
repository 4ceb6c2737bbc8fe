package dev.headgate.server.event;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.limit.EventLimits;
import dev.headgate.server.task.TaskDesk;

/** The intake of CloudEvents. */
public final class EventModule extends AbstractModule {
  @ProvidesIntoSet
  @Singleton
  static EndpointGroup endpoint(
      Configuration configuration, EventLimits limits, TaskDesk desk, Gatekeeper gate) {
    return new EventEndpoint(configuration.jobs(), limits, desk, gate);
  }
}
